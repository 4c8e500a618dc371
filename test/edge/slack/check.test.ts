import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSlack, type Wishes } from '../../../src/edge/slack/check.ts';
import { scopes } from '../../../src/edge/slack/manifest.ts';

let server: Server;
let given: string | undefined;
let answer: object;
beforeEach(async () => {
  given = scopes().join(',');
  answer = { ok: true, team: 'Acme', team_id: 'T0ACME000' };
  server = createServer((_, response) => {
    response.writeHead(200, given === undefined ? {} : { 'x-oauth-scopes': given });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const check = (wishes?: Wishes) => {
  const { port } = server.address() as AddressInfo;
  const signal = AbortSignal.timeout(5000);
  return checkSlack('xoxb-not-a-real-token', ['T0ACME000'], signal, wishes, `http://127.0.0.1:${port}/`);
};
const ALL: Wishes = { incidentChannels: true, userGroups: true };

describe('doctor’s look at Slack', () => {
  it('finds whose token it is, and that the manifest’s scopes are enough for everything', async () => {
    expect(await check(ALL)).toEqual([
      { ok: true, what: 'Slack bot token', saw: 'workspace Acme' },
      { ok: true, what: 'Slack permissions', saw: 'all that quell.yaml asks for' },
    ]);
  });

  it('names the scopes that what quell.yaml asks for would need, and no others', async () => {
    given = 'app_mentions:read,chat:write,commands';
    expect((await check())[1]).toMatchObject({ ok: true });
    expect((await check(ALL))[1]).toMatchObject({
      ok: false,
      saw: 'the token lacks groups:read, groups:write, usergroups:read',
      fix: expect.stringContaining('infra/slack/manifest.json'),
    });
    given = 'commands';
    expect((await check())[1]).toMatchObject({ saw: 'the token lacks app_mentions:read, chat:write' });
  });

  it('says nothing of scopes where Slack does not', async () => {
    given = undefined;
    expect(await check(ALL)).toHaveLength(1);
  });

  it('refuses a token of another workspace, or none at all', async () => {
    answer = { ok: true, team_id: 'T0OTHER00' };
    expect((await check())[0]).toMatchObject({ ok: false, saw: 'the token belongs to workspace T0OTHER00' });
    answer = { ok: false, error: 'invalid_auth' };
    expect(await check()).toMatchObject([{ ok: false, saw: 'Slack answers invalid_auth' }]);
  });
});
