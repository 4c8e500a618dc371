import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { soon } from '../../soon.ts';
import { payload } from './deliveries.ts';
import { openWorld, type World } from './harness.ts';
import { deliver } from './signed.ts';
import { TEAM } from './strict.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

describe('what is not from Slack', () => {
  const body = new URLSearchParams({
    command: '/quell',
    text: 'approve P',
    team_id: TEAM,
    channel_id: 'C1',
    user_id: 'UADA',
    trigger_id: 't',
  }).toString();

  it.each([
    ['a forged signature', { secret: 'another-fake-secret' }, 401],
    ['no signature', { unsigned: true }, 401],
    ['a timestamp of six minutes ago', { age: 360 }, 401],
  ])('is refused: %s', async (_, how, status) => {
    expect((await deliver(world.slack.port()!, 'form', body, how)).status).toBe(status);
    expect(world.front.commands).toEqual([]);
  });

  it('is refused when it is too large', async () => {
    expect((await deliver(world.slack.port()!, 'json', 'x'.repeat(1_100_000))).status).toBe(413);
  });

  it('does nothing when it is a replay within the five minutes', async () => {
    await deliver(world.slack.port()!, 'form', body);
    await deliver(world.slack.port()!, 'form', body);
    await world.command('help');
    await soon(() => expect(world.front.commands.map((c) => c.text)).toContain('help'));
    expect(world.front.commands.map((c) => c.text)).toEqual(['approve P', 'help']);
  });

  it('cannot smuggle a command past the signature with ssl_check', async () => {
    await deliver(world.slack.port()!, 'form', `${body}&ssl_check=1`, { unsigned: true });
    expect(world.front.commands).toEqual([]);
  });

  it('is refused when it comes from another workspace', async () => {
    const answer = await world.command('approve P', { team_id: 'TOTHER' });
    expect(answer.body).toContain('does not serve this workspace');
    expect(world.front.commands).toEqual([]);
  });
});

describe('when something is broken', () => {
  it('a record that cannot be reached means no, and is told', async () => {
    const broken = await openWorld({
      seen: () => Promise.reject(new Error('database is down: postgres://u:hunter2@db')),
    });
    await broken.click('quell.approve.0', 'P');
    await soon(() => expect(broken.strict.calls('chat.postEphemeral')).toHaveLength(1));
    expect(broken.front.presses).toEqual([]);
    expect(JSON.stringify(broken.strict.calls('chat.postEphemeral'))).not.toContain('hunter2');
    await broken.close();
  });

  it('a bot that is no member still answers, in private', async () => {
    world.strict.botChannels.clear();
    await world.mention('<@UBOT> help');
    await soon(() => expect(world.strict.calls('chat.postMessage')).toHaveLength(1));
    expect(world.strict.calls('chat.postMessage')[0]).toMatchObject({ channel: 'UADA' });
  });

  it('an unknown button or a foreign view does nothing', async () => {
    expect((await world.click('quell', 'x')).status).toBe(200);
    expect((await world.submit({ callback_id: 'quell.form', private_metadata: 'no json' }, {})).status).toBe(200);
    expect(world.front.presses).toEqual([]);
  });

  it.each([
    ['json', 'null'],
    ['form', 'payload=null'],
    ['json', '{"event":null}'],
    ['json', '{"actions":[]}'],
    ['json', '{'],
  ] as const)('a signed %s body that makes no sense is turned away: %s', async (type, text) => {
    expect((await deliver(world.slack.port()!, type, text)).status).toBeGreaterThanOrEqual(400);
    await world.command('help');
    await soon(() => expect(world.front.commands).toHaveLength(1));
  });

  it('a payload that asks for an object prototype does nothing', async () => {
    const text = payload({
      type: 'block_actions',
      __proto__: null,
      team: { id: TEAM },
      user: { id: 'UADA' },
      trigger_id: 't',
      actions: [{ action_id: 'quell.constructor.0', value: '__proto__', action_ts: '1' }],
    });
    expect((await deliver(world.slack.port()!, 'form', text)).status).toBe(200);
    await soon(() => expect(world.front.presses).toHaveLength(1));
    expect(world.front.presses[0]).toMatchObject({ verb: 'constructor', ref: '__proto__' });
  });
});
