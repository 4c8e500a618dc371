import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkOptions } from '../../../src/edge/teams/authentication.ts';
import { soon } from '../../soon.ts';
import { APP, openWorld, TENANT, type World } from './harness.ts';

let world: World;
beforeEach(async () => {
  // The library prints what it refuses.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
  vi.restoreAllMocks();
});

const nothingDone = () => {
  expect(world.front.commands).toEqual([]);
  expect(world.front.presses).toEqual([]);
  expect(world.connector.messages.size).toBe(0);
};

describe('whom the Teams bot believes', () => {
  it('is Teams, in an allowed tenant', async () => {
    expect((await world.deliver(world.said('whoami'))).status).toBe(200);
    await soon(() => expect(world.front.commands).toHaveLength(1));
  });

  it.each([
    ['without a token', null],
    ['with a token for another bot', { aud: '99999999-2222-4333-8444-555555555555' }],
    ['with a token of another issuer', { iss: 'https://login.example' }],
    ['with a token that ended ten minutes ago', { until: -600, from: -1200 }],
    ['with a token that begins in ten minutes', { from: 600, until: 1200 }],
    ['with a token for another service URL', { serviceurl: 'https://attacker.example/' }],
    ['with a signature of nobody known', { forged: true }],
  ] as const)('is nobody %s', async (_, claims) => {
    for (const activity of [world.said('approve plan-1'), world.pressed('quell.approve')])
      expect(await world.deliver(activity, claims)).toEqual({ status: 401, body: undefined });
    nothingDone();
    expect(world.logged.join('\n')).toContain('not signed by Microsoft');
  });

  it.each([
    ['another tenant', { conversation: { id: 'c', tenantId: 'other' }, channelData: { tenant: { id: 'other' } } }],
    ['two tenants at once', { channelData: { tenant: { id: TENANT } }, conversation: { id: 'c', tenantId: 'other' } }],
    ['no tenant', { channelData: {}, conversation: { id: 'c' } }],
  ])('is nobody from %s, signed as it may be', async (_, over) => {
    expect((await world.deliver(world.said('approve plan-1', over))).status).toBe(403);
    expect((await world.deliver(world.pressed('quell.approve', undefined, over))).status).toBe(403);
    nothingDone();
  });

  it('does once what is delivered twice, with the same token or with another', async () => {
    const said = world.said('note seen');
    for (let i = 0; i < 3; i++) expect((await world.deliver(said)).status).toBe(200);
    await soon(() => expect(world.front.commands).toHaveLength(1));
    const pressed = world.pressed('quell.approve');
    await world.deliver(pressed);
    const again = await world.deliver(pressed);
    expect(again.body).toMatchObject({ value: 'This was handled already.' });
    expect(world.front.presses).toHaveLength(1);
    expect(world.front.commands).toHaveLength(1);
  });

  it.each(['directline', 'webchat', 'emulator', '', undefined])(
    'is nobody on the channel %j, where a caller says who somebody is',
    async (channelId) => {
      for (const activity of [world.said('approve plan-1'), world.pressed('quell.approve')])
        expect([400, 401]).toContain((await world.deliver({ ...activity, channelId })).status);
      nothingDone();
    },
  );

  it('is no other bot', async () => {
    const from = { id: `28:${APP.replace('1', '9')}`, name: 'Another bot' };
    expect((await world.deliver(world.said('approve plan-1', { from }))).status).toBe(200);
    nothingDone();
  });
});

describe('the endpoint', () => {
  const at = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${world.teams.port()}${path}`, init);

  it('answers who asks whether it is there, and nothing else', async () => {
    expect((await at('/api/messages', { method: 'HEAD' })).status).toBe(200);
    expect((await at('/api/messages')).status).toBe(405);
    expect((await at('/')).status).toBe(404);
  });

  it.each(['', '[]', 'null', '"x"', '{', '{"type":"message"}'])('refuses what is no activity: %j', async (raw) => {
    expect((await world.deliver(undefined, {}, raw)).status).toBe(400);
    nothingDone();
  });

  it('refuses more than Teams sends', async () => {
    const raw = JSON.stringify(world.said('x'.repeat(300_000)));
    expect((await world.deliver(undefined, {}, raw)).status).toBe(413);
    nothingDone();
  });
});

describe('a start', () => {
  it.each([
    ['no application id', { appId: '' }, /application id/],
    ['no tenant', { tenants: [] }, /a tenant/],
    ['no secret', { credentials: undefined as never, password: '  ' }, /secret/],
  ])('with %s is refused: the library would believe everybody', (_, over, message) => {
    expect(() => checkOptions({ ...world.options, ...over })).toThrow(message);
  });

  it('as a managed identity needs no secret', () => {
    const { credentials: _, ...rest } = world.options;
    expect(() => checkOptions({ ...rest, appType: 'managed-identity' })).not.toThrow();
  });
});
