import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openOutbox } from '../../src/edge/outbox.ts';
import { PACE } from '../../src/edge/slack/pace.ts';
import { soon } from '../soon.ts';
import { CARDS } from './slack/cards.ts';
import { openWorld, type World } from './slack/harness.ts';
import { TEAM } from './slack/strict.ts';

const place = { surface: 'slack' as const, tenant: TEAM, channel: 'C1' };
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

describe('a posted card', () => {
  it('is posted once per key, also when two ask at the same time', async () => {
    const [one, two] = await Promise.all([
      world.slack.out.post(place, CARDS.incident, 'INC-7'),
      world.slack.out.post(place, CARDS.incident, 'INC-7'),
    ]);
    const three = await world.slack.out.post(place, CARDS.incident, 'INC-7');
    expect(two).toEqual(one);
    expect(three).toEqual(one);
    expect(world.strict.calls('chat.postMessage')).toHaveLength(1);
    expect(world.strict.calls('chat.postMessage')[0]).toMatchObject({
      metadata: { event_type: 'quell_card', event_payload: { key: 'INC-7' } },
      unfurl_links: 'false',
      unfurl_media: 'false',
    });
  });

  it('opens a thread of its own, and is edited in place', async () => {
    const ref = await world.slack.out.post(place, CARDS.plan, 'P');
    expect(world.slack.out.threadOf(ref)).toEqual({ ...place, thread: ref.message });
    await world.slack.out.update(ref, { ...CARDS.plan, title: 'Approved by bo' });
    expect(JSON.stringify(world.strict.messages.get(`C1 ${ref.message}`))).toContain('Approved by bo');
    expect(world.strict.refused).toEqual([]);
  });

  it('keeps to one message a second and channel after a burst of three', async () => {
    const began = performance.now();
    await Promise.all([1, 2, 3, 4].map((i) => world.slack.out.post(place, CARDS.notice, `N-${i}`)));
    expect(performance.now() - began).toBeGreaterThan(900);
    expect(world.strict.refused).toEqual([]);
    expect(world.strict.calls('chat.postMessage')).toHaveLength(4);
  });

  it('waits no longer when the clock is set back', async () => {
    world.strict.pace = { everyMs: 0, burst: 100 };
    await world.slack.out.post(place, CARDS.notice, 'N-0');
    const { now } = Date;
    vi.spyOn(Date, 'now').mockImplementation(() => now() - 3_600_000);
    try {
      await Promise.all([1, 2, 3].map((i) => world.slack.out.post(place, CARDS.notice, `N-${i}`)));
    } finally {
      vi.restoreAllMocks();
    }
    expect(world.strict.calls('chat.postMessage')).toHaveLength(4);
  });

  it('waits as long as Slack asks, and is not lost', async () => {
    world.strict.pace = { everyMs: 500, burst: 1 };
    await Promise.all([1, 2].map((i) => world.slack.out.post(place, CARDS.notice, `N-${i}`)));
    expect(world.strict.refused).toContain('chat.postMessage: ratelimited');
    expect(world.strict.calls('chat.postMessage')).toHaveLength(2);
  });

  it('is posted when Slack comes back', async () => {
    world.strict.down = 503;
    const posting = world.slack.out.post(place, CARDS.notice, 'N');
    await soon(() => expect(world.strict.made.map((m) => m.answer.status)).toContain(503));
    world.strict.down = undefined;
    expect((await posting).channel).toBe('C1');
  });

  it('that Slack refuses says why and what to do', async () => {
    world.strict.botChannels.clear();
    await expect(world.slack.out.post(place, CARDS.notice, 'N')).rejects.toMatchObject({
      code: 'slack.not-in-channel',
      fix: 'Invite it there with `/invite @quell`.',
    });
    const gone = { surface: 'slack' as const, tenant: TEAM, channel: 'C1', message: '1.1' };
    await expect(world.slack.out.update(gone, CARDS.notice)).rejects.toMatchObject({ code: 'slack.message-not-found' });
  });

  it('of another surface is not posted here', async () => {
    await expect(world.slack.out.post({ ...place, surface: 'teams' }, CARDS.notice, 'N')).rejects.toMatchObject({
      code: 'slack.other-surface',
    });
  });
});

describe('the outbox', () => {
  it('sends only the newest of the updates that wait for one message', async () => {
    const outbox = openOutbox(PACE);
    const sent: number[] = [];
    const first = Promise.withResolvers<void>();
    const all = [1, 2, 3, 4].map((i) =>
      outbox.push('C1', 'C1 1.1', async () => {
        sent.push(i);
        if (i === 1) await first.promise;
        return i;
      }),
    );
    first.resolve();
    expect(await Promise.all(all)).toEqual([1, 4, 4, 4]);
    expect(sent).toEqual([1, 4]);
    await outbox.close(0);
  });

  it('does not let one slow channel hold up another', async () => {
    const outbox = openOutbox(PACE);
    const slow = Promise.withResolvers<string>();
    const waiting = outbox.push('C1', undefined, () => slow.promise);
    expect(await outbox.push('C2', undefined, async () => 'through')).toBe('through');
    slow.resolve('late');
    expect(await waiting).toBe('late');
    await outbox.close(0);
  });

  it('refuses what is still waiting when it closes, and everything after', async () => {
    const outbox = openOutbox(PACE);
    const sends = Array.from({ length: 6 }, () => outbox.push('C1', undefined, async () => 'sent'));
    const settled = Promise.allSettled(sends);
    await soon(async () => expect(await sends[2]).toBe('sent'));
    await outbox.close(0);
    const words = (await settled).map((s) => s.status);
    expect(words).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected']);
    await expect(outbox.push('C1', undefined, async () => 'sent')).rejects.toMatchObject({ code: 'slack.closed' });
  });
});
