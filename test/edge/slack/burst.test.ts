import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Outbox, openOutbox } from '../../../src/edge/outbox.ts';
import { PACE } from '../../../src/edge/slack/pace.ts';
import { CARDS } from './cards.ts';
import { openWorld } from './harness.ts';
import { TEAM } from './strict.ts';

const SECOND = 1000;

/** Most of these times within any stretch of `ms`. */
function most(times: readonly number[], ms: number): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
}

describe('thirty cards at once', () => {
  let outbox: Outbox;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    outbox = openOutbox(PACE);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const push = (channel: string, sent: { at: number; card: number }[]) =>
    Array.from({ length: 30 }, (_, card) =>
      outbox.push(channel, undefined, async () => void sent.push({ at: performance.now(), card })),
    );

  it('go into one channel in their order, three and then one a second', async () => {
    const sent: { at: number; card: number }[] = [];
    const all = Promise.all(push('C1', sent));
    await vi.advanceTimersByTimeAsync(40 * SECOND);
    await all;
    expect(sent.map((s) => s.card)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    const times = sent.map((s) => s.at);
    expect(most(times, 3 * SECOND)).toBe(3);
    expect(times.at(-1)! - times[0]!).toBeGreaterThanOrEqual(27 * SECOND);
    expect(times.at(-1)! - times[0]!).toBeLessThan(31 * SECOND);
  });

  it('do not slow down another channel', async () => {
    const [one, other]: { at: number; card: number }[][] = [[], []];
    const all = Promise.all([...push('C1', one!), ...push('C2', other!)]);
    await vi.advanceTimersByTimeAsync(31 * SECOND);
    await all;
    expect(other!.map((s) => s.at)).toEqual(one!.map((s) => s.at));
  });
});

it('a hundred edits of one message become a few, and the last one stays', { timeout: 15_000 }, async () => {
  const world = await openWorld();
  const { out } = world.slack;
  const ref = await out.post({ surface: 'slack', tenant: TEAM, channel: 'C1' }, CARDS.plan, 'P');
  await Promise.all(Array.from({ length: 100 }, (_, i) => out.update(ref, { ...CARDS.plan, title: `Step ${i + 1}` })));
  expect(world.strict.calls('chat.update').length).toBeLessThanOrEqual(3);
  expect(JSON.stringify(world.strict.messages.get(`C1 ${ref.message}`))).toContain('Step 100');
  expect(world.strict.refused).toEqual([]);
  await world.close();
});

it('a hundred edits over three messages leave each as it is at last', { timeout: 15_000 }, async () => {
  const world = await openWorld();
  const { out } = world.slack;
  const place = { surface: 'slack' as const, tenant: TEAM, channel: 'C1' };
  const refs = await Promise.all(['P', 'Q', 'R'].map((key) => out.post(place, CARDS.plan, key)));
  await Promise.all(
    Array.from({ length: 99 }, (_, i) => out.update(refs[i % 3]!, { ...CARDS.plan, title: `Step ${i + 1}` })),
  );
  const last = refs.map((ref) => JSON.stringify(world.strict.messages.get(`C1 ${ref.message}`)));
  for (const [i, words] of last.entries()) expect(words).toContain(`"Step ${97 + i}"`);
  expect(world.strict.calls('chat.update').length).toBeLessThanOrEqual(6);
  expect(world.strict.refused).toEqual([]);
  await world.close();
});
