import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { soon } from '../../soon.ts';
import { bytesOf, oddHeaders, sendRaw } from '../raw.ts';
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

const junk = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.object({ maxDepth: 2 }),
  fc.array(fc.string(), { maxLength: 2 }),
);
/** An object of Slack's shape in which any part may be missing or of the wrong type. */
const maybe = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: junk }),
      ]),
    ),
    { requiredKeys: [] },
  );

const team = maybe({ id: fc.constantFrom(TEAM, 'TOTHER') });
const user = maybe({ id: fc.constantFrom('UADA', 'UEVIL'), team_id: fc.constantFrom(TEAM, 'TOTHER') });
const interactive = maybe({
  type: fc.constantFrom('block_actions', 'view_submission', 'view_closed', 'shortcut', 'block_suggestion'),
  team,
  user,
  trigger_id: fc.string(),
  channel: maybe({ id: fc.constant('C1') }),
  container: maybe({ message_ts: fc.string() }),
  message: maybe({ ts: fc.string(), thread_ts: fc.string() }),
  actions: fc.array(
    maybe({
      action_id: fc.constantFrom('quell.approve.0', 'quell.x', 'other'),
      value: fc.string(),
      action_ts: fc.string(),
    }),
    { maxLength: 2 },
  ),
  view: maybe({
    id: fc.string(),
    hash: fc.string(),
    callback_id: fc.constant('quell.form'),
    private_metadata: fc.oneof(fc.string(), fc.constant('{"verb":"note","ref":"INC-1"}')),
    state: maybe({ values: fc.dictionary(fc.string(), fc.dictionary(fc.string(), junk)) }),
  }),
});
const event = maybe({
  type: fc.constant('event_callback'),
  team_id: fc.constantFrom(TEAM, 'TOTHER'),
  event_id: fc.string(),
  event: maybe({
    type: fc.constantFrom('app_mention', 'message'),
    user: fc.string(),
    text: fc.oneof(fc.string(), fc.constant('<@UBOT> help')),
    channel: fc.constant('C1'),
    ts: fc.string(),
  }),
});

/** As a form would carry it; what has no text of its own goes as JSON. */
const said = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

const slash = maybe({
  command: fc.constantFrom('/quell', '/other'),
  text: fc.oneof(fc.string(), fc.constantFrom('help', 'declare "', '<@U1|x>', '\u0000')),
  team_id: fc.constantFrom(TEAM, 'TOTHER'),
  channel_id: fc.constantFrom('C1', 'D1'),
  user_id: fc.constantFrom('UADA', 'UEVIL'),
  trigger_id: fc.string(),
  response_url: fc.constantFrom('https://hooks.slack.example/x', 'http://169.254.169.254/', 'file:///etc/passwd', 'x'),
}).map((fields) => Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, said(value)])));

/** Signed rightly or not at all, with headers that are twice there, too long, or of another type. */
it('turns away whatever is not signed, however it is dressed up', { timeout: 60_000 }, async () => {
  const heard = () => world.front.commands.length + world.front.presses.length;
  const before = heard();
  const approve = new URLSearchParams({
    command: '/quell',
    text: 'approve P',
    team_id: TEAM,
    user_id: 'UBO',
    channel_id: 'C1',
    trigger_id: 't',
  });
  const body = fc.oneof(
    fc.constant(approve.toString()),
    interactive.map(payload),
    event.map((e) => JSON.stringify(e)),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom(
      'ssl_check=1',
      'payload=',
      'payload={',
      '{"type":"url_verification","challenge":"x"}',
      'x'.repeat(200_000),
    ),
  );
  const signature: fc.Arbitrary<[string, string][]> = fc.constantFrom<[string, string][]>(
    [],
    [['x-slack-signature', 'v0=']],
    [['x-slack-signature', `v0=${'0'.repeat(64)}`]],
    [['x-slack-request-timestamp', '']],
    [
      ['x-slack-request-timestamp', 'NaN'],
      ['x-slack-signature', `v0=${'0'.repeat(64)}`],
    ],
    [
      ['x-slack-request-timestamp', '99999999999'],
      ['x-slack-signature', `v0=${'f'.repeat(64)}`],
    ],
    [
      ['x-slack-signature', 'v0=a'],
      ['x-slack-signature', 'v0=b'],
    ],
    [
      ['x-slack-retry-num', '1'],
      ['x-slack-retry-reason', 'http_error'],
    ],
  );
  const path = fc.constantFrom(
    '/slack/events',
    '/slack/events',
    '/slack/events?ssl_check=1',
    '/slack/install',
    '/',
    '//slack/events',
  );
  const verb = fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT', 'HEAD');
  const request = fc.record({ verb, path, body, signature, odd: oddHeaders });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 10, maxLength: 10 }), async (all) => {
      const answers = all.map(({ verb: method, path: to, body: sent, signature: signed, odd }) => {
        const headers: [string, string][] = [['host', '127.0.0.1'], ...signed, ...odd];
        return sendRaw(world.slack.port()!, bytesOf({ line: `${method} ${to} HTTP/1.1`, headers, body: sent }));
      });
      for (const [i, { status, text }] of (await Promise.all(answers)).entries()) {
        // Slack looks after our certificate without a signature, and is told that somebody is here.
        const looked = status === 200 && all[i]!.body === 'ssl_check=1';
        const turnedAway = status === undefined || status < 200 || (status >= 400 && status < 500);
        expect(looked || turnedAway, text.slice(0, 300)).toBe(true);
        expect(text).not.toMatch(/node_modules|TypeError/);
      }
    }),
    { numRuns: 100 },
  );
  expect(heard()).toBe(before);
});

it('survives whatever signed payload it is sent', { timeout: 60_000 }, async () => {
  const crashed: unknown[] = [];
  const note = (error: unknown) => crashed.push(error);
  process.on('unhandledRejection', note);
  const any = fc.oneof(
    interactive.map(payload),
    event.map((e) => JSON.stringify(e)),
    slash.map((s) => new URLSearchParams(s).toString()),
  );
  // Side by side, because what Bolt has no listener for is answered after Slack's three seconds, and nobody waits for that.
  await fc.assert(
    fc.asyncProperty(fc.array(any, { minLength: 20, maxLength: 20 }), async (texts) => {
      const answers = texts.map((text) => {
        const sent = deliver(world.slack.port()!, text.startsWith('{') ? 'json' : 'form', text).then((a) => a.status);
        return Promise.race([sent, new Promise<number>((done) => setTimeout(() => done(0), 40))]);
      });
      for (const status of await Promise.all(answers)) expect([0, 200, 400, 404, 500]).toContain(status);
    }),
    { numRuns: 50 },
  );
  const before = world.front.commands.length;
  await world.command('help');
  await soon(() => expect(world.front.commands.length).toBeGreaterThan(before));
  process.off('unhandledRejection', note);
  expect(crashed).toEqual([]);
  for (const { from } of [...world.front.commands, ...world.front.presses]) expect(from.who.tenant).toBe(TEAM);
});
