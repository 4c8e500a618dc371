import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '../../../src/domain/card.ts';
import { soon } from '../../soon.ts';
import { CARDS } from '../slack/cards.ts';
import { ADA, CHANNEL, openWorld, TENANT, type World } from './harness.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const incident = CARDS.incident as unknown as Card;
const plan = CARDS.plan as unknown as Card;
const channel = { surface: 'teams' as const, tenant: TENANT, channel: CHANNEL };

describe('what Quell shows in Teams', () => {
  it('begins a thread with the incident, and puts the plan into it', async () => {
    const head = await world.teams.out.post(channel, incident, 'incident:INC-7');
    const thread = world.teams.out.threadOf(head);
    expect(thread).toEqual({ ...channel, thread: head.message });
    const below = await world.teams.out.post(thread, plan, 'plan:plan-1');
    expect(below.message).toMatch(new RegExp(`^${head.message}/`));
    expect(world.connector.sent().map((m) => m.conversation)).toEqual([
      `${CHANNEL};messageid=${head.message}`,
      `${CHANNEL};messageid=${head.message}`,
    ]);
  });

  it('posts a card once for its key, also after a restart', async () => {
    const [a, b] = await Promise.all([1, 2].map(() => world.teams.out.post(channel, incident, 'incident:INC-7')));
    expect(a).toEqual(b);
    const second = await openWorld({
      messageFor: async (key) => world.posted.get(key),
      serviceUrl: world.connector.url,
    });
    try {
      expect(await second.teams.out.post(channel, incident, 'incident:INC-7')).toEqual(a);
    } finally {
      await second.close();
    }
    expect(world.connector.messages.size).toBe(1);
  });

  it('edits the message that it posted', async () => {
    const ref = await world.teams.out.post(channel, incident, 'incident:INC-7');
    await world.teams.out.update(ref, { ...incident, title: 'Contained on 3 clouds' });
    expect(world.connector.sent()).toHaveLength(1);
    expect(world.connector.sent()[0]!.card).toContain('Contained on 3 clouds');
  });

  it('says that a message is gone when somebody deleted it', async () => {
    const ref = await world.teams.out.post(channel, incident, 'incident:INC-7');
    world.connector.messages.clear();
    await expect(world.teams.out.update(ref, incident)).rejects.toMatchObject({ code: 'teams.message-not-found' });
  });

  it('waits as long as Teams asks, and then says it', async () => {
    world.connector.refusals.push({ status: 429, retryAfter: 1 }, { status: 412 }, { status: 502 });
    const began = performance.now();
    await world.teams.out.post(channel, incident, 'incident:INC-7');
    expect(performance.now() - began).toBeGreaterThan(1000);
    expect(world.connector.messages.size).toBe(1);
  });

  it('does not go on about what Teams will never take', async () => {
    world.connector.refusals.push({ status: 403 });
    await expect(world.teams.out.post(channel, incident, 'k')).rejects.toMatchObject({ code: 'teams.not-allowed' });
    world.connector.refusals.push({ status: 413, code: 'MessageSizeTooBig' });
    await expect(world.teams.out.post(channel, incident, 'k')).rejects.toMatchObject({ code: 'teams.too-large' });
  });

  it('lets many edits of one card become few', async () => {
    const ref = await world.teams.out.post(channel, incident, 'incident:INC-7');
    await Promise.all(
      Array.from({ length: 100 }, (_, i) => world.teams.out.update(ref, { ...incident, title: `Step ${i}` })),
    );
    expect(world.connector.made.filter((m) => m.method === 'PUT').length).toBeLessThan(10);
    expect(world.connector.sent()[0]!.card).toContain('Step 99');
  });

  it('refreshes a plan for people whom it has met, at most sixty of them', async () => {
    world.connector.members = Array.from({ length: 90 }, (_, i) => ({
      id: `29:${i}`,
      aadObjectId: `object-${i}`,
      name: `P${i}`,
    }));
    await world.teams.out.post(channel, incident, 'incident:INC-7');
    await soon(async () => {
      const ref = await world.teams.out.post(channel, plan, `plan:${Math.random()}`);
      const sent = world.connector.messages.get(`${CHANNEL};messageid=${ref.message} ${ref.message}`)!;
      const [{ content }] = sent.attachments as [{ content: { refresh?: { userIds?: string[] } } }];
      expect(content.refresh?.userIds).toHaveLength(60);
    });
  });

  it('tells one person alone, once', async () => {
    for (let i = 0; i < 2; i++) await world.teams.out.tell?.('ada', plan, 'tell:plan-1:ada');
    await world.teams.out.tell?.('nobody', plan, 'tell:plan-1:nobody');
    expect(world.connector.sent().map((m) => m.conversation)).toEqual([`a:${ADA.aadObjectId}`]);
  });

  it('takes no card of another surface', async () => {
    await expect(world.teams.out.post({ ...channel, surface: 'slack' }, incident, 'k')).rejects.toMatchObject({
      code: 'teams.other-surface',
    });
  });

  it('posts nothing more once it is closed', async () => {
    await world.teams.close();
    await expect(world.teams.out.post(channel, incident, 'late')).rejects.toMatchObject({ code: 'teams.closed' });
  });
});
