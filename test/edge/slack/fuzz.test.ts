import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openWorld, payload, type World } from './harness.ts';
import { deliver } from './signed.ts';
import { TEAM } from './strict.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
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

it('survives whatever signed payload it is sent', async () => {
  const crashed: unknown[] = [];
  const note = (error: unknown) => crashed.push(error);
  process.on('unhandledRejection', note);
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        interactive.map(payload),
        event.map((e) => JSON.stringify(e)),
      ),
      async (text) => {
        const type = text.startsWith('payload=') ? 'form' : 'json';
        // What Bolt has no listener for is answered after Slack's three seconds; a fuzzer need not wait for that.
        const answer = await Promise.race([
          deliver(world.slack.port()!, type, text).then((a) => a.status),
          new Promise<number>((done) => setTimeout(() => done(0), 40)),
        ]);
        expect([0, 200, 404, 500]).toContain(answer);
      },
    ),
    { numRuns: 80 },
  );
  const before = world.front.commands.length;
  await world.command('help');
  await vi.waitFor(() => expect(world.front.commands.length).toBeGreaterThan(before));
  process.off('unhandledRejection', note);
  expect(crashed).toEqual([]);
  for (const { from } of [...world.front.commands, ...world.front.presses]) expect(from.who.tenant).toBe(TEAM);
});
