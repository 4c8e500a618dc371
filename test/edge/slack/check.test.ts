import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { doctor, renderChecks } from '../../../src/doctor.ts';
import { checkSlack, type Wishes } from '../../../src/edge/slack/check.ts';
import { scopes } from '../../../src/edge/slack/manifest.ts';
import { GOOD, load, TOKENS } from '../../config/fixture.ts';
import { StrictSlack, TEAM, TOKEN } from './strict.ts';

let strict: StrictSlack;
beforeEach(async () => {
  strict = await new StrictSlack().listen();
});
afterEach(() => strict.close());

const ALL: Wishes = { incidentChannels: true, userGroups: true };
const NONE: Wishes = { incidentChannels: false, userGroups: false };

function check({ wishes = NONE, token = TOKEN, workspaces = [TEAM], channel = 'C1' } = {}) {
  return checkSlack(token, { workspaces, channel }, AbortSignal.timeout(5000), wishes, `${strict.origin}/api/`);
}

/** The app as somebody installed it who left these out. */
function without(...left: string[]): void {
  for (const scope of left) strict.scopes.delete(scope);
}

describe('doctor’s look at Slack', () => {
  it('finds whose token it is, that the manifest’s scopes are enough for everything, and itself in its channel', async () => {
    expect([...strict.scopes].sort()).toEqual(scopes());
    expect(await check({ wishes: ALL })).toEqual([
      { ok: true, what: 'Slack bot token', saw: `workspace ${TEAM}` },
      { ok: true, what: 'Slack permissions', saw: 'all that quell.yaml asks for' },
      { ok: true, what: 'Slack channel C1', saw: 'Quell is in #incidents' },
    ]);
    expect(strict.made.map((m) => m.method)).toEqual(['auth.test', 'conversations.info']);
    expect(strict.refused).toEqual([]);
  });

  it('names the scopes that what quell.yaml asks for would need, and no others', async () => {
    without('bookmarks:write', 'channels:read', 'groups:read', 'groups:write', 'im:write', 'usergroups:read');
    expect((await check())[1]).toMatchObject({ ok: true });
    expect((await check({ wishes: ALL }))[1]).toMatchObject({
      ok: false,
      saw: 'the token lacks groups:read, groups:write, usergroups:read',
      fix: expect.stringContaining('infra/slack/manifest.json'),
    });
    without('app_mentions:read', 'chat:write');
    expect((await check())[1]).toMatchObject({ saw: 'the token lacks app_mentions:read, chat:write' });
  });

  it('says nothing of scopes where Slack does not', async () => {
    strict.saysScopes = false;
    expect((await check({ wishes: ALL })).map((c) => c.what)).toEqual(['Slack bot token', 'Slack channel C1']);
  });

  it('refuses a token of another workspace, or none at all, and does not look for its channel there', async () => {
    expect((await check({ workspaces: ['T0ANOTHER'] })).map((c) => c.saw)).toEqual([
      `the token belongs to workspace ${TEAM}`,
      'all that quell.yaml asks for',
    ]);
    expect(await check({ token: 'xoxb-of-nobody' })).toMatchObject([{ ok: false, saw: 'Slack answers invalid_auth' }]);
  });
});

describe('doctor’s look at the channel of quell.yaml', () => {
  const line = async (channel: string) => (await check({ channel }))[2];

  it('asks to be invited where the channel is there and the bot is not in it', async () => {
    const fix = 'Type `/invite @quell` in that channel.';
    expect(await line('C2')).toEqual({
      ok: false,
      what: 'Slack channel C2',
      saw: 'Quell is not in #incidents, so nothing can be posted there',
      fix,
    });
  });

  it('cannot tell a channel that is not there from a private one that it is not in, and says both', async () => {
    strict.otherChannels.add('G3');
    strict.privateChannels.add('G3');
    for (const channel of ['C404', 'G3'])
      expect(await line(channel)).toMatchObject({
        ok: false,
        saw: 'Slack shows the bot no channel of that id',
        fix: expect.stringMatching(/`slack\.channel`.*`\/invite @quell`/),
      });
  });

  it('is content with a private one that it is in', async () => {
    strict.botChannels.add('G3');
    strict.privateChannels.add('G3');
    expect(await line('G3')).toMatchObject({ ok: true });
  });

  it('says that it is archived', async () => {
    strict.shut.set('C1', 'is_archived');
    expect(await line('C1')).toMatchObject({ ok: false, saw: '#incidents is archived' });
  });

  it('fails nothing where the app was installed without the permission to look, and says which it is', async () => {
    without('channels:read');
    expect(await line('C1')).toMatchObject({
      ok: true,
      saw: 'not looked at: the token lacks channels:read, or groups:read for a private one',
      fix: expect.stringContaining('infra/slack/manifest.json'),
    });
  });
});

describe('doctor, where there is no way to Slack,', () => {
  const fix = 'Check proxy and firewall for https://slack.com.';

  it('says so, and does not take it for a defect', async () => {
    const { origin } = strict;
    await strict.close();
    const look = (signal: AbortSignal) =>
      checkSlack(TOKEN, { workspaces: [TEAM], channel: 'C1' }, signal, NONE, `${origin}/api/`);
    const config = load(GOOD, TOKENS);
    const slack = { what: 'Slack', look };
    const said = renderChecks(await doctor(config, { slack, clouds: [], roles: new Set(['chat']) }));
    expect(said).toContain(`FAILED  Slack: it cannot be reached from here (ECONNREFUSED)\n        fix: ${fix}\n`);
    strict = await new StrictSlack().listen();
  });

  it('says so as well when a proxy answers in its place, or Slack is out of order', async () => {
    strict.down = 503;
    expect(await check()).toEqual([
      { ok: false, what: 'Slack', saw: 'it cannot be reached from here (503 came back)', fix },
    ]);
  });
});
