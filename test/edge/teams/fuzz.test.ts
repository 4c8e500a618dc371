import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADA, APP, CHANNEL, openWorld, TENANT, type World } from './harness.ts';
import { hostile } from './hostile.ts';

const RUNS = Number(process.env.QUELL_FUZZ_RUNS ?? 2500);
/** How many are sent side by side: the door must not mix them up. */
const AT_ONCE = 25;

let world: World;
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  world = await openWorld();
});
afterAll(async () => {
  await world.close();
  vi.restoreAllMocks();
});

const json = fc.jsonValue({ maxDepth: 3 });
/** Each part of an activity as Teams sends it, as somebody would bend it, or missing. */
const bent = <T>(as: T) =>
  fc.oneof(
    { weight: 30, arbitrary: fc.constant<unknown>(as) },
    hostile,
    json,
    fc.constant(undefined),
    fc.constant('x'.repeat(5000)),
  );

const activity = fc.record({
  id: fc.oneof(fc.uuid(), bent('same-id')),
  channelId: bent('msteams'),
  type: bent('invoke'),
  name: bent('adaptiveCard/action'),
  text: bent('<at>Quell</at> approve plan-1'),
  serviceUrl: bent('https://smba.trafficmanager.net/teams/'),
  from: bent(ADA),
  recipient: bent({ id: `28:${APP}`, name: 'Quell' }),
  conversation: bent({ id: `${CHANNEL};messageid=1`, conversationType: 'channel', tenantId: TENANT }),
  channelData: bent({ tenant: { id: TENANT } }),
  entities: bent([{ type: 'mention', text: '<at>Quell</at>', mentioned: { id: `28:${APP}` } }]),
  value: bent({ action: { type: 'Action.Execute', verb: 'quell.approve', data: { ref: 'plan-1' } } }),
});

type Sender = 'nobody' | 'forger' | 'another bot' | 'late' | 'Teams, of another tenant' | 'Teams';
const CLAIMS: Record<Sender, object | null> = {
  nobody: null,
  forger: { forged: true },
  'another bot': { aud: '99999999-2222-4333-8444-555555555555' },
  late: { from: -2000, until: -1000 },
  'Teams, of another tenant': {},
  Teams: {},
};

const delivery = fc.record({
  sender: fc.constantFrom(...(Object.keys(CLAIMS) as Sender[])),
  activity,
  /** What is sent is sometimes not even JSON. */
  raw: fc.option(fc.string({ unit: 'binary', maxLength: 200 }), { freq: 12 }),
});

interface Delivered {
  sender: Sender;
  activity: Record<string, unknown>;
  raw: string | null;
}

function send({ sender, activity: sent, raw }: Delivered) {
  const foreign = sender === 'Teams, of another tenant';
  const body = foreign
    ? { ...sent, conversation: { id: 'c', tenantId: 'other' }, channelData: { tenant: { id: 'other' } } }
    : sent;
  // The library compares the service URL of the token with the activity's; a signer signs for what is sent.
  const claims = CLAIMS[sender] && {
    serviceurl: typeof sent.serviceUrl === 'string' ? sent.serviceUrl : JSON.stringify(sent.serviceUrl),
    ...CLAIMS[sender],
  };
  return world.deliver(body, claims, raw ?? undefined);
}

describe('whatever is sent to the Teams bot', () => {
  it('is heard when Teams signed it for this bot and tenant, and else decides nothing; nothing ends the bot', {
    timeout: 120_000,
  }, async () => {
    const batches = fc.array(delivery, { minLength: AT_ONCE, maxLength: AT_ONCE });
    await fc.assert(
      fc.asyncProperty(batches, async (all) => {
        const heard = () => world.front.presses.length + world.front.commands.length;
        const strangers = all.filter((d) => d.sender !== 'Teams') as Delivered[];
        const before = heard();
        const refused = await Promise.all(strangers.map(send));
        expect(refused.map((r) => r.status).filter((s) => ![400, 401, 403].includes(s))).toEqual([]);
        expect(heard(), 'nobody but Teams is heard').toBe(before);
        const mine = await Promise.all((all.filter((d) => d.sender === 'Teams') as Delivered[]).map(send));
        for (const { status } of mine) expect([200, 400, 401, 403, 501]).toContain(status);
        for (const { verb, ref } of world.front.presses) {
          expect(verb).toMatch(/^[a-z][a-z-]*$/);
          expect(typeof ref).toBe('string');
        }
      }),
      { numRuns: Math.ceil(RUNS / AT_ONCE) },
    );
    // Some of it is what a person would send, so the door was not merely shut.
    expect(world.front.presses.length).toBeGreaterThan(0);
    expect((await world.deliver(world.said('whoami'))).status).toBe(200);
    expect(world.logged.join('\n')).not.toContain('TypeError');
  });
});
