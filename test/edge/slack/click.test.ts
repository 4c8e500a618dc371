import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { soon } from '../../soon.ts';
import { CARDS, hugePlan } from './cards.ts';
import { openWorld, refusedWith, type World } from './harness.ts';
import { TEAM } from './strict.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

describe('a button', () => {
  it('says a verb and a reference, from the thread where the card stands', async () => {
    await world.click('quell.approve.0', '7F3A-91C2');
    await soon(() => expect(world.front.presses).toHaveLength(1));
    expect(world.front.presses[0]).toMatchObject({
      verb: 'approve',
      ref: '7F3A-91C2',
      values: {},
      from: { who: { tenant: TEAM, user: 'UADA' }, where: { channel: 'C1', thread: '1700000000.000100' } },
    });
  });

  it('is refused to the person alone, in the thread', async () => {
    world.front.answers.reply = async () => refusedWith('approval.requester', 'You asked for this plan.');
    await world.click('quell.approve.0', '7F3A-91C2');
    await soon(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(1));
    expect(world.strict.calls('chat.postEphemeral')[0]).toMatchObject({ user: 'UADA', thread_ts: '1700000000.000100' });
    expect(world.strict.calls('chat.postMessage')).toEqual([]);
    expect(world.strict.refused).toEqual([]);
  });

  it('on an answer that only one person sees is answered in the thread where that stands', async () => {
    const container = { type: 'message', message_ts: '1700000000.000300', channel_id: 'C1', is_ephemeral: true };
    await world.click('quell.plan.0', 'P', {
      message: undefined,
      container: { ...container, thread_ts: '1700000000.000100' },
    });
    await soon(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(1));
    expect(world.strict.calls('chat.postEphemeral')[0]).toMatchObject({ user: 'UADA', thread_ts: '1700000000.000100' });
    expect(world.front.presses[0]!.from.where).toMatchObject({ channel: 'C1', thread: '1700000000.000100' });
    // Outside a thread it stays outside: no thread can hang below what only one person sees.
    await world.click('quell.plan.0', 'P', { message: undefined, container });
    await soon(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(2));
    expect(world.strict.calls('chat.postEphemeral')[1]).not.toHaveProperty('thread_ts');
    expect(world.front.presses[1]!.from.where).not.toHaveProperty('thread');
  });

  it('that Slack delivers twice counts once; two clicks are two', async () => {
    const twice = {
      actions: [{ type: 'button', block_id: 'b', action_id: 'quell.approve.0', value: 'P', action_ts: '9.9' }],
    };
    await world.click('', '', twice);
    await world.click('', '', twice, { retry: 1 });
    await world.click('quell.approve.0', 'P');
    await soon(() => expect(world.front.presses).toHaveLength(2));
    const keys = world.front.presses.map((p) => p.from.dedupe);
    expect(new Set(keys).size).toBe(2);
  });

  it('of a person from another company in a shared channel is not heard', async () => {
    expect((await world.click('quell.approve.0', 'P', { user: { id: 'UEVIL', team_id: 'TOTHER' } })).status).toBe(200);
    await world.click('quell.deny.0', 'P');
    await soon(() => expect(world.front.presses).toHaveLength(1));
    expect(world.front.presses[0]!.verb).toBe('deny');
    expect(world.logged.join('\n')).toContain('another workspace was refused');
  });

  it('whose verb needs more opens its form at once, before any look at the record', async () => {
    const form = CARDS.incident.buttons[0]!.form!;
    world.front.answers.formOf = (verb, ref) => (verb === 'contain' && ref === 'INC-7' ? form : undefined);
    await world.click('quell.contain.0', 'INC-7');
    await soon(() => expect(world.strict.calls('views.open')).toHaveLength(1));
    const view = world.strict.calls('views.open')[0]!.view as { private_metadata: string };
    expect(JSON.parse(view.private_metadata)).toEqual({
      verb: 'contain',
      ref: 'INC-7',
      channel: 'C1',
      thread: '1700000000.000100',
    });
    expect(world.front.presses).toEqual([]);
    expect(world.claimed.size).toBe(0);
  });

  it('pressed too late for its form says so in private', async () => {
    world.front.answers.formOf = () => {
      world.strict.later(4000);
      return CARDS.incident.buttons[0]!.form;
    };
    await world.click('quell.contain.0', 'INC-7');
    await soon(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(1));
    expect(JSON.stringify(world.strict.calls('chat.postEphemeral'))).toContain('The form could not be opened in time.');
  });
});

it('a plan that does not fit keeps no Approve in Slack', async () => {
  await world.slack.out.post({ surface: 'slack', tenant: TEAM, channel: 'C1' }, hugePlan(300), 'plan');
  expect(JSON.stringify(world.strict.calls('chat.postMessage'))).not.toContain('quell.approve.');
  expect(world.strict.refused).toEqual([]);
});
