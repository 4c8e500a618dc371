import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSlack } from '../../../src/edge/slack/slack.ts';
import { CARDS, hugePlan } from './cards.ts';
import { openWorld, payload, replyWith, type World } from './harness.ts';
import { deliver, TEAM } from './strict.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

const fault = (code: string, message: string) =>
  replyWith({ ...CARDS.fault, id: code, summary: message }, { data: { code, message }, exit: 1 });

describe('a slash command', () => {
  it('is acknowledged before the work is done, and answered to the person alone', async () => {
    const work = Promise.withResolvers<ReturnType<typeof replyWith>>();
    world.front.answers.reply = () => work.promise;
    const answer = await world.command('declare ml-train used from outside sev=1');
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(world.strict.responses).toEqual([]);
    work.resolve(replyWith(CARDS.notice));
    await vi.waitFor(() => expect(world.strict.responses).toHaveLength(1));
    expect(world.strict.responses[0]).toMatchObject({ response_type: 'ephemeral' });
    expect(world.front.commands[0]).toMatchObject({
      text: 'declare ml-train used from outside sev=1',
      from: { who: { surface: 'slack', tenant: TEAM, user: 'UADA' }, where: { channel: 'C1' } },
    });
    expect(world.strict.refused).toEqual([]);
  });

  it('opens the form for what is missing at once, and asks nobody else first', async () => {
    world.front.answers.form = (text) => (text === 'contain' ? CARDS.incident.buttons[0]!.form : undefined);
    await world.command('contain');
    await vi.waitFor(() => expect(world.strict.calls('views.open')).toHaveLength(1));
    expect(world.front.commands).toEqual([]);
    expect(world.claimed.size).toBe(0);
    expect(world.strict.refused).toEqual([]);
  });

  it('is still answered, privately, where the response URL no longer works', async () => {
    world.front.answers.reply = async () => {
      world.strict.later(31 * 60_000);
      return replyWith(CARDS.notice);
    };
    await world.command('help');
    await vi.waitFor(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(1));
    expect(world.strict.calls('chat.postEphemeral')[0]).toMatchObject({ user: 'UADA', channel: 'C1' });
  });

  it('has no place in a direct message', async () => {
    await world.command('whoami', { channel_id: 'D77' });
    await vi.waitFor(() => expect(world.front.commands).toHaveLength(1));
    expect(world.front.commands[0]!.from.where).toBeUndefined();
  });
});

describe('a mention', () => {
  it('is the same command, in its thread', async () => {
    await world.mention('<@UBOT> assign <@UBO|bo>', { event: { thread_ts: '1700000000.000050' } });
    await vi.waitFor(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(1));
    expect(world.front.commands[0]).toMatchObject({
      text: 'assign bo',
      from: { where: { thread: '1700000000.000050' } },
    });
    expect(world.strict.calls('chat.postEphemeral')[0]).toMatchObject({ thread_ts: '1700000000.000050', user: 'UADA' });
  });

  it('is shown to everybody in the thread when its reply is public', async () => {
    world.front.answers.reply = async () => replyWith(CARDS.notice, { public: true });
    await world.mention('<@UBOT> show', { event: { thread_ts: '1700000000.000050' } });
    await vi.waitFor(() => expect(world.strict.calls('chat.postMessage')).toHaveLength(1));
    expect(world.strict.calls('chat.postMessage')[0]).toMatchObject({ channel: 'C1', thread_ts: '1700000000.000050' });
  });

  it.each([
    ['in the middle of a sentence', 'do not <@UBOT> approve 7F3A', {}],
    ['that was edited', '<@UBOT> approve 7F3A', { edited: { user: 'UADA', ts: '2' } }],
    ['by a bot', '<@UBOT> approve 7F3A', { bot_id: 'BEVIL' }],
    ['by a person of another company', '<@UBOT> approve 7F3A', { user_team: 'TOTHER' }],
  ])('%s does nothing', async (_, text, event) => {
    expect((await world.mention(text, { event })).status).toBe(200);
    await world.mention('<@UBOT> help');
    await vi.waitFor(() => expect(world.front.commands).toHaveLength(1));
    expect(world.front.commands[0]!.text).toBe('help');
  });

  it('that Slack delivers again does nothing the second time', async () => {
    await world.mention('<@UBOT> note seen', { event_id: 'EvSAME' });
    await world.mention('<@UBOT> note seen', { event_id: 'EvSAME' }, { retry: 1 });
    await world.mention('<@UBOT> help');
    await vi.waitFor(() => expect(world.front.commands.map((c) => c.text)).toContain('help'));
    expect(world.front.commands.map((c) => c.text)).toEqual(['note seen', 'help']);
  });
});

describe('a button', () => {
  it('says a verb and a reference, from the thread where the card stands', async () => {
    await world.click('quell.approve.0', '7F3A-91C2');
    await vi.waitFor(() => expect(world.front.presses).toHaveLength(1));
    expect(world.front.presses[0]).toMatchObject({
      verb: 'approve',
      ref: '7F3A-91C2',
      values: {},
      from: { who: { tenant: TEAM, user: 'UADA' }, where: { channel: 'C1', thread: '1700000000.000100' } },
    });
  });

  it('is refused to the person alone, in the thread', async () => {
    world.front.answers.reply = async () => fault('approval.requester', 'You asked for this plan.');
    await world.click('quell.approve.0', '7F3A-91C2');
    await vi.waitFor(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(1));
    expect(world.strict.calls('chat.postEphemeral')[0]).toMatchObject({ user: 'UADA', thread_ts: '1700000000.000100' });
    expect(world.strict.calls('chat.postMessage')).toEqual([]);
    expect(world.strict.refused).toEqual([]);
  });

  it('that Slack delivers twice counts once; two clicks are two', async () => {
    const twice = {
      actions: [{ type: 'button', block_id: 'b', action_id: 'quell.approve.0', value: 'P', action_ts: '9.9' }],
    };
    await world.click('', '', twice);
    await world.click('', '', twice, { retry: 1 });
    await world.click('quell.approve.0', 'P');
    await vi.waitFor(() => expect(world.front.presses).toHaveLength(2));
    const keys = world.front.presses.map((p) => p.from.dedupe);
    expect(new Set(keys).size).toBe(2);
  });

  it('of a person from another company in a shared channel is not heard', async () => {
    expect((await world.click('quell.approve.0', 'P', { user: { id: 'UEVIL', team_id: 'TOTHER' } })).status).toBe(200);
    await world.click('quell.deny.0', 'P');
    await vi.waitFor(() => expect(world.front.presses).toHaveLength(1));
    expect(world.front.presses[0]!.verb).toBe('deny');
    expect(world.logged.join('\n')).toContain('another workspace was refused');
  });

  it('whose verb needs more opens its form at once, before any look at the record', async () => {
    const form = CARDS.incident.buttons[0]!.form!;
    world.front.answers.formOf = (verb, ref) => (verb === 'contain' && ref === 'INC-7' ? form : undefined);
    await world.click('quell.contain.0', 'INC-7');
    await vi.waitFor(() => expect(world.strict.calls('views.open')).toHaveLength(1));
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
    await vi.waitFor(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(1));
    expect(JSON.stringify(world.strict.calls('chat.postEphemeral'))).toContain('The form could not be opened in time.');
  });
});

describe('a submitted form', () => {
  const view = {
    callback_id: 'quell.form',
    private_metadata: JSON.stringify({ verb: 'contain', ref: 'INC-7', channel: 'C1', thread: '1.1' }),
  };

  it('is the command with its values', async () => {
    const answer = await world.submit(view, {
      playbook: 'compromised-workload-identity',
      identity: 'ml-train',
      reason: '',
    });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(world.front.presses[0]).toMatchObject({
      verb: 'contain',
      ref: 'INC-7',
      values: { playbook: 'compromised-workload-identity', identity: 'ml-train' },
      from: { where: { channel: 'C1', thread: '1.1' } },
    });
    await vi.waitFor(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(1));
  });

  it('says at the field what is wrong with it, and can be corrected', async () => {
    world.front.answers.reply = async () => fault('command.input', 'identity cannot be "x". Use ml-train.');
    const first = await world.submit(view, { playbook: 'p', identity: 'x' });
    expect(JSON.parse(first.body)).toEqual({
      response_action: 'errors',
      errors: { 'field.identity': 'identity cannot be "x". Use ml-train.' },
    });
    world.front.answers.reply = async () => replyWith(CARDS.notice);
    expect((await world.submit(view, { playbook: 'p', identity: 'ml-train' })).body).toBe('');
    expect(world.front.presses).toHaveLength(2);
  });

  it('that takes long is acknowledged in time and answered in the thread', async () => {
    const work = Promise.withResolvers<ReturnType<typeof replyWith>>();
    world.front.answers.reply = () => work.promise;
    const answer = await world.submit(view, { playbook: 'p' });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.ms).toBeLessThan(3000);
    work.resolve(fault('plan.refused', 'No.'));
    await vi.waitFor(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(1));
  });
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
    await vi.waitFor(() => expect(world.front.commands.map((c) => c.text)).toContain('help'));
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
    await vi.waitFor(() => expect(broken.strict.calls('chat.postEphemeral')).toHaveLength(1));
    expect(broken.front.presses).toEqual([]);
    expect(JSON.stringify(broken.strict.calls('chat.postEphemeral'))).not.toContain('hunter2');
    await broken.close();
  });

  it('a bot that is no member still answers, in private', async () => {
    world.strict.botChannels.clear();
    await world.mention('<@UBOT> help');
    await vi.waitFor(() => expect(world.strict.calls('chat.postMessage')).toHaveLength(1));
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
    await vi.waitFor(() => expect(world.front.commands).toHaveLength(1));
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
    await vi.waitFor(() => expect(world.front.presses).toHaveLength(1));
    expect(world.front.presses[0]).toMatchObject({ verb: 'constructor', ref: '__proto__' });
  });
});

describe('opening', () => {
  it.each([
    ['HTTP without the signing secret', { signingSecret: '' }, 'slack.not-configured'],
    ['a socket without the app token', { mode: 'socket' as const, appToken: ' ' }, 'slack.not-configured'],
    ['no allowed workspace', { team: ' , ' }, 'slack.not-configured'],
    ['a token that Slack does not know', { botToken: 'xoxb-another-fake' }, 'slack.invalid-auth'],
    ['a token of another workspace', { team: 'TOTHER' }, 'slack.other-workspace'],
  ])('is refused: %s', async (_, over, code) => {
    await expect(openSlack({ ...world.options, ...over })).rejects.toMatchObject({
      name: 'Fault',
      code,
      fix: expect.stringMatching(/\.$/),
    });
  });

  it('is refused when Slack cannot be reached, without showing the token', async () => {
    const opening = openSlack({ ...world.options, apiUrl: 'http://127.0.0.1:9/api/' });
    await expect(opening).rejects.toMatchObject({ code: 'slack.unreachable' });
    expect(world.logged.join('\n')).not.toContain('xoxb-');
  });

  it('is refused when the port is taken', async () => {
    const second = await openSlack({ ...world.options, port: world.slack.port()! });
    await expect(second.start()).rejects.toMatchObject({ code: 'slack.port' });
    await second.close();
  });
});

it('a plan that does not fit keeps no Approve in Slack', async () => {
  await world.slack.out.post({ surface: 'slack', tenant: TEAM, channel: 'C1' }, hugePlan(300), 'plan');
  expect(JSON.stringify(world.strict.calls('chat.postMessage'))).not.toContain('quell.approve.');
  expect(world.strict.refused).toEqual([]);
});
