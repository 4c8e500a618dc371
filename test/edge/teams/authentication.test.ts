import { describe, expect, it } from 'vitest';
import { Teams } from '../../../src/config/teams.ts';
import { Adapter } from '../../../src/edge/teams/adapter.ts';
import { AUDIENCE, authentication, checkOptions, whereIs } from '../../../src/edge/teams/authentication.ts';
import { APP, CHANNEL, TENANT } from './harness.ts';

const bot = { appId: APP, tenants: [TENANT] };

/** With what the library would sign in as the bot. */
async function signsIn(whose: Parameters<typeof authentication>[0], serviceUrl: string) {
  const adapter = new Adapter(authentication(whose));
  const connector = await adapter.connector(APP, serviceUrl, whose.endpoints?.audience ?? AUDIENCE);
  const { credentials } = connector as unknown as { credentials: { oAuthEndpoint: string; oAuthScope: string } };
  return { how: credentials.constructor.name, at: credentials.oAuthEndpoint, to: credentials.oAuthScope };
}

describe('the bot signs in', () => {
  it.each([
    ['public', 'https://login.microsoftonline.com/', 'https://api.botframework.com'],
    ['us-government', 'https://login.microsoftonline.us/', 'https://api.botframework.us'],
  ] as const)('in the cloud %s with its secret, in its own tenant', async (cloud, login, audience) => {
    const { endpoints, serviceUrl } = whereIs(cloud);
    const whose = { ...bot, appType: 'single-tenant' as const, password: 'x', ...(endpoints ? { endpoints } : {}) };
    expect(await signsIn(whose, serviceUrl)).toMatchObject({ at: `${login}${TENANT}`, to: audience });
  });

  it.each([
    ['public', 'https://api.botframework.com'],
    ['us-government', 'https://api.botframework.us'],
  ] as const)('in the cloud %s as a managed identity', async (cloud, audience) => {
    const { endpoints, serviceUrl } = whereIs(cloud);
    const whose = { ...bot, appType: 'managed-identity' as const, ...(endpoints ? { endpoints } : {}) };
    expect(await signsIn(whose, serviceUrl)).toMatchObject({ how: 'ManagedIdentityAppCredentials', to: audience });
  });

  it.each(['secret', ' secret '])(
    'as a managed identity only without a secret, and is told what to remove',
    (password) => {
      expect(() => checkOptions({ ...bot, appType: 'managed-identity', password })).toThrow(
        expect.objectContaining({
          code: 'teams.not-configured',
          fix: expect.stringMatching(/QUELL_TEAMS_APP_PASSWORD.*single-tenant/),
        }),
      );
    },
  );
});

describe('where Teams is reached', () => {
  const settings = { app_id: APP, tenants: [TENANT], channel: CHANNEL };

  it.each([
    ['public', 'https://smba.trafficmanager.net/teams/'],
    ['us-government', 'https://smba.infra.gov.teams.microsoft.us/teams/'],
  ] as const)('is the address of its cloud, unless quell.yaml has another: %s', (cloud, address) => {
    const read = Teams.parse({ ...settings, cloud });
    expect(whereIs(read.cloud, read.service_url).serviceUrl).toBe(address);
    const other = Teams.parse({ ...settings, cloud, service_url: 'https://smba.infra.dod.teams.microsoft.us/teams/' });
    expect(whereIs(other.cloud, other.service_url).serviceUrl).toContain('infra.dod');
  });
});
