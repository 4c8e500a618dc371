import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '../../../src/domain/card.ts';
import { soon } from '../../soon.ts';
import { CARDS } from '../slack/cards.ts';
import { ADA, BO, CHANNEL, openWorld, TENANT, type World } from './harness.ts';

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

  describe('where Teams takes a call and never answers it', () => {
    const patient = { callMs: 150, rosterMs: 50 };

    it('gives the call up and tries again, so that the cards behind it come', async () => {
      await world.close();
      world = await openWorld({ waits: patient });
      let held = 0;
      world.connector.silent = (method) => method === 'POST' && held++ === 0;
      const first = world.teams.out.post(channel, incident, 'incident:INC-7');
      const second = world.teams.out.post(channel, plan, 'plan:plan-1');
      expect((await first).message).not.toBe((await second).message);
      await soon(() => expect(world.connector.left).toBe(1));
    });

    it('can still be stopped', async () => {
      await world.close();
      world = await openWorld({ waits: patient });
      world.connector.silent = () => true;
      const posted = world.teams.out.post(channel, incident, 'incident:INC-7');
      const said = expect(posted).rejects.toMatchObject({
        code: expect.stringMatching(/^teams\.(unreachable|closed)$/),
        retry: 'later',
      });
      await world.teams.close();
      await said;
    });
  });

  describe('the people whom a card names', () => {
    const people = (ids: string[]) =>
      ({ ...plan, blocks: [{ block: 'text', text: ids.map((person) => ({ person })) }] }) as Card;
    const shown = (key: string) => {
      const ref = world.posted.get(key)!;
      const sent = world.connector.messages.get(`${CHANNEL};messageid=${ref.message} ${ref.message}`)!;
      const [{ content }] = sent.attachments as [
        {
          content: {
            refresh?: { userIds?: string[] };
            msteams: { entities?: { mentioned: { id: string } }[] };
          };
        },
      ];
      return { refreshed: content.refresh?.userIds, called: content.msteams.entities?.map((e) => e.mentioned.id) };
    };
    const asks = () => world.connector.made.filter((m) => m.method === 'GET').length;

    it('are called and see their own card from the first one on, also after a restart', async () => {
      await world.teams.out.post(channel, plan, 'plan:plan-1');
      expect(shown('plan:plan-1')).toEqual({ refreshed: [BO.id, ADA.id], called: [ADA.id, BO.id] });
    });

    it('are found for an edit too, where nothing was posted since the start', async () => {
      const ref = await world.teams.out.post(channel, incident, 'incident:INC-7');
      const again = await openWorld({ serviceUrl: world.connector.url });
      try {
        await again.teams.out.update(ref, plan);
      } finally {
        await again.close();
      }
      expect(shown('incident:INC-7')).toEqual({ refreshed: [BO.id, ADA.id], called: [ADA.id, BO.id] });
    });

    it('are the only ones, the approvers at a plan’s end first, and sixty at most', async () => {
      const ids = Array.from({ length: 90 }, (_, i) => `p${i}`);
      await world.close();
      world = await openWorld({ account: (person) => `object-${person}` });
      world.connector.members = [...ids, 'other'].map((id) => ({
        id: `29:${id}`,
        aadObjectId: `object-${id}`,
        name: id,
      }));
      await world.teams.out.post(channel, people(ids), 'plan:plan-1');
      expect(shown('plan:plan-1').refreshed).toEqual(
        ids
          .reverse()
          .slice(0, 60)
          .map((id) => `29:${id}`),
      );
      await world.teams.out.post(channel, people(['p1', 'nobody']), 'plan:plan-2');
      expect(shown('plan:plan-2').refreshed).toEqual(['29:p1']);
    });

    it('are known by either name that Teams has for their object id', async () => {
      world.connector.members = [{ id: ADA.id, objectId: ADA.aadObjectId, name: ADA.name }];
      await world.teams.out.post(channel, plan, 'plan:plan-1');
      expect(shown('plan:plan-1').called).toEqual([ADA.id]);
    });

    it('are asked for once in a while and not for each card', async () => {
      for (let i = 0; i < 3; i++) await world.teams.out.post(channel, plan, `plan:plan-${i}`);
      expect(asks()).toBe(1);
      await world.close();
      world = await openWorld({ waits: { renewMs: 0 } });
      for (let i = 0; i < 3; i++) await world.teams.out.post(channel, plan, `plan:plan-${i}`);
      await soon(() => expect(asks()).toBeGreaterThan(1));
    });

    it('hold no card up when Teams does not say who they are', async () => {
      await world.close();
      world = await openWorld({ waits: { rosterMs: 50, callMs: 20_000 } });
      world.connector.silent = (method) => method === 'GET';
      await world.teams.out.post(channel, plan, 'plan:plan-1');
      expect(shown('plan:plan-1')).toEqual({ refreshed: undefined, called: undefined });
    });
  });

  it('tells one person alone, once', async () => {
    for (let i = 0; i < 2; i++) await world.teams.out.tell?.('ada', plan, 'tell:plan-1:ada');
    await world.teams.out.tell?.('nobody', plan, 'tell:plan-1:nobody');
    expect(world.connector.sent().map((m) => m.conversation)).toEqual([`a:${ADA.aadObjectId}`]);
  });

  it('tells one person once, however often it is asked at a time', async () => {
    await Promise.all([1, 2].map(() => world.teams.out.tell?.('ada', plan, 'tell:plan-1:ada')));
    expect(world.connector.sent()).toHaveLength(1);
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
