import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { soon } from '../../soon.ts';
import { CARDS } from './cards.ts';
import { openWorld, replyWith, type World } from './harness.ts';
import { TEAM } from './strict.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

describe('a slash command', () => {
  it('is acknowledged before the work is done, and answered to the person alone', async () => {
    const work = Promise.withResolvers<ReturnType<typeof replyWith>>();
    world.front.answers.reply = () => work.promise;
    const answer = await world.command('declare ml-train used from outside sev=1');
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(world.strict.responses).toEqual([]);
    work.resolve(replyWith(CARDS.notice));
    await soon(() => expect(world.strict.responses).toHaveLength(1));
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
    await soon(() => expect(world.strict.calls('views.open')).toHaveLength(1));
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
    await soon(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(1));
    expect(world.strict.calls('chat.postEphemeral')[0]).toMatchObject({ user: 'UADA', channel: 'C1' });
  });

  it('goes on where it stopped when its response URL gives out between two parts', async () => {
    const items = Array.from({ length: 18 }, (_, i) => [`line ${i} ${'x'.repeat(500)}`]);
    const blocks = ['one', 'two', 'three'].map((title) => ({ block: 'list' as const, title: `List ${title}`, items }));
    world.front.answers.reply = async () => replyWith({ ...CARDS.list, blocks });
    world.strict.responseUses = 1;
    await world.command('timeline');
    await soon(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(2));
    const parts = [...world.strict.responses, ...world.strict.calls('chat.postEphemeral')];
    const shown = parts.map((p) => JSON.stringify(p.blocks)).map((b) => /List (one|two|three)/.exec(b)?.[1]);
    expect(shown).toEqual(['one', 'two', 'three']);
  });

  it('has no place in a direct message', async () => {
    await world.command('whoami', { channel_id: 'D77' });
    await soon(() => expect(world.front.commands).toHaveLength(1));
    expect(world.front.commands[0]!.from.where).toBeUndefined();
  });
});

describe('a mention', () => {
  it('is the same command, in its thread', async () => {
    await world.mention('<@UBOT> assign <@UBO|bo>', { event: { thread_ts: '1700000000.000050' } });
    await soon(() => expect(world.strict.calls('chat.postEphemeral')).toHaveLength(1));
    expect(world.front.commands[0]).toMatchObject({
      text: 'assign bo',
      from: { where: { thread: '1700000000.000050' } },
    });
    expect(world.strict.calls('chat.postEphemeral')[0]).toMatchObject({ thread_ts: '1700000000.000050', user: 'UADA' });
  });

  it('is shown to everybody in the thread when its reply is public', async () => {
    world.front.answers.reply = async () => replyWith(CARDS.notice, { public: true });
    await world.mention('<@UBOT> show', { event: { thread_ts: '1700000000.000050' } });
    await soon(() => expect(world.strict.calls('chat.postMessage')).toHaveLength(1));
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
    await soon(() => expect(world.front.commands).toHaveLength(1));
    expect(world.front.commands[0]!.text).toBe('help');
  });

  it('that Slack delivers again does nothing the second time', async () => {
    await world.mention('<@UBOT> note seen', { event_id: 'EvSAME' });
    await world.mention('<@UBOT> note seen', { event_id: 'EvSAME' }, { retry: 1 });
    await world.mention('<@UBOT> help');
    await soon(() => expect(world.front.commands.map((c) => c.text)).toContain('help'));
    expect(world.front.commands.map((c) => c.text)).toEqual(['note seen', 'help']);
  });
});
