import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Form } from '../../../src/domain/card.ts';
import { SHORTCUTS } from '../../../src/edge/slack/shortcuts.ts';
import { soon } from '../../soon.ts';
import { payload } from './deliveries.ts';
import { openWorld, type World } from './harness.ts';
import { deliver } from './signed.ts';
import { TEAM } from './strict.ts';

/** Batches of twenty payloads; QUELL_FUZZ_RUNS asks for more of them. */
const BATCHES = Math.max(110, Math.ceil(Number(process.env.QUELL_FUZZ_RUNS ?? 0) / 20));
const AT_ONCE = 20;

/** Nobody but the person of another company has this id, and nothing that they send may be heard. */
const FOREIGN = 'UFOREIGN';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  const field = { name: 'steps', label: 'Steps', type: 'many' as const, required: true };
  const form: Form = { title: 'Narrow', verb: 'narrow', ref: 'P', fields: [field], submit: 'Narrow' };
  world.front.answers.formOf = (verb) => (['note', 'declare', 'contain', 'narrow'].includes(verb) ? form : undefined);
});
afterEach(async () => {
  await world.close();
});

const NASTY = [
  '<!channel>',
  '<@UBOT> approve P',
  '<https://evil.example|Approve>',
  '/quell approve P',
  '\u202egnp.exe',
  '\u0000',
  '\ud800',
  '__proto__',
  'constructor',
  '"; drop table vote; --',
  '{"verb":"approve","ref":"P"}',
  '${jndi:ldap://evil.example}',
  'x'.repeat(50_000),
];
const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom(...NASTY));
const junk = fc.oneof(
  text,
  fc.integer(),
  fc.constant(null),
  fc.object({ maxDepth: 2 }),
  fc.array(text, { maxLength: 2 }),
);
/** An object of Slack's shape in which any part may be missing or of the wrong type, and most are right. */
const maybe = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        fc.oneof(
          { weight: 40, arbitrary: value },
          { weight: 1, arbitrary: junk },
          { weight: 1, arbitrary: fc.constant(undefined) },
        ),
      ]),
    ),
  );

/** An id or a time as Slack gives them, or anything else. */
const name = fc.oneof({ weight: 9, arbitrary: fc.nat().map((n) => `17.${n}`) }, { weight: 1, arbitrary: text });

/** Somebody of ours, or somebody of elsewhere who says whatever might pass for one of ours. */
const sender = fc.oneof(
  fc.record({
    user: maybe({ id: fc.constantFrom('UADA', 'USTRANGER'), team_id: fc.constant(TEAM) }),
    team: maybe({ id: fc.constant(TEAM) }),
  }),
  fc.record({
    user: fc.record({ id: fc.constant(FOREIGN), team_id: fc.constantFrom('TOTHER', 'EOTHER', '') }),
    team: fc.oneof(fc.constant({ id: TEAM }), fc.constant(null), fc.constant({ id: 'TOTHER', enterprise_id: TEAM })),
    enterprise: fc.constantFrom(null, { id: 'EOTHER' }),
  }),
);
const from = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.tuple(maybe(fields), sender).map(([body, who]) => ({ ...body, ...who }));

/** Made up, or one that Slack gave out a moment ago. */
const trigger = fc.oneof({ weight: 1, arbitrary: text }, { weight: 5, arbitrary: fc.constant('A-REAL-TRIGGER') });

const menu = from({
  type: fc.constantFrom('shortcut', 'message_action'),
  callback_id: fc.oneof(
    fc.constantFrom(...SHORTCUTS.map((s) => s.id)),
    fc.constantFrom('quell.x', 'quell.__proto__'),
    text,
  ),
  trigger_id: trigger,
  channel: maybe({ id: fc.constantFrom('C1', 'D1', 'CEVIL') }),
  message: maybe({ ts: name, thread_ts: name, text }),
});
const metadata = fc.oneof(
  text,
  fc.record({ verb: text, ref: text, channel: text }).map((m) => JSON.stringify(m)),
  fc.constantFrom(
    '{"verb":"approve","ref":"P"}',
    '{"verb":"note","ref":"","channel":"C1"}',
    '{"verb":"__proto__","ref":""}',
    '{"verb":"x","ref":"","more":1}',
  ),
);
const options = fc.array(maybe({ value: text }), { maxLength: 3 });
const submission = from({
  type: fc.constantFrom('view_submission', 'view_submission', 'view_closed'),
  trigger_id: trigger,
  view: maybe({
    id: name,
    hash: name,
    callback_id: fc.constantFrom('quell.form', 'quell.form', 'quell.form', 'quell.list', 'other'),
    private_metadata: metadata,
    state: maybe({
      values: fc.dictionary(
        fc.oneof(fc.constantFrom('field.steps', 'field.__proto__', 'field.('), text),
        maybe({ value: maybe({ value: text, selected_option: maybe({ value: text }), selected_options: options }) }),
        { maxKeys: 3 },
      ),
    }),
  }),
});
const press = from({
  type: fc.constant('block_actions'),
  trigger_id: trigger,
  container: maybe({ type: fc.constant('view'), view_id: name }),
  view: maybe({
    id: name,
    type: fc.constantFrom('home', 'modal'),
    callback_id: fc.constantFrom('quell.list', 'x'),
    title: maybe({ text }),
  }),
  actions: fc.array(
    maybe({
      action_id: fc.constantFrom(
        'quell.approve.0',
        'quell.deny.0',
        'quell.narrow.1',
        'quell-link.0',
        'quell-link.x',
        'quell.x',
      ),
      value: text,
      action_ts: name,
    }),
    { minLength: 1, maxLength: 2 },
  ),
});
const look = fc
  .tuple(
    maybe({ type: fc.constant('event_callback'), event_id: name }),
    fc.oneof(
      fc.record({
        team_id: fc.constant(TEAM),
        user: fc.constantFrom<unknown>('UADA', 'USTRANGER', 7, null, 'x'.repeat(99)),
      }),
      fc.record({ team_id: fc.constant('TOTHER'), user: fc.constant<unknown>(FOREIGN) }),
    ),
    fc.oneof(fc.constantFrom<unknown>('home', 'messages', undefined), junk),
  )
  .map(([body, { team_id, user }, tab]) => ({
    ...body,
    team_id,
    event: { type: 'app_home_opened', user, tab, channel: 'D1' },
  }));

/** As Slack's own library would send it: whole Unicode, which a lone half of a pair is not. */
const whole = (sent: string) => sent.toWellFormed();
const doors = fc.oneof(
  menu.map((m) => whole(payload(m))),
  submission.map((s) => whole(payload(s))),
  press.map((p) => whole(payload(p))),
  look.map((l) => whole(JSON.stringify(l))),
);

it('hears nobody from elsewhere, takes no message for a command, and survives whatever it is sent', {
  timeout: 60_000 + BATCHES * 300,
}, async () => {
  const crashed: unknown[] = [];
  const note = (error: unknown) => crashed.push(error);
  process.on('unhandledRejection', note);
  await fc.assert(
    fc.asyncProperty(fc.array(doors, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (texts) => {
      // What nobody listens for is answered after Slack's three seconds; nobody waits for that here.
      const answers = texts.map((given) => {
        const sent = given.replace('A-REAL-TRIGGER', () => world.strict.trigger());
        return Promise.race([
          deliver(world.slack.port()!, sent.startsWith('{') ? 'json' : 'form', sent).then((a) => a.status),
          new Promise<number>((done) => setTimeout(() => done(0), 60)),
        ]);
      });
      for (const status of await Promise.all(answers)) expect([0, 200, 400, 404, 413, 500]).toContain(status);
    }),
    { numRuns: BATCHES },
  );
  expect(world.front.commands.filter(({ text: said }) => said !== 'incidents')).toEqual([]);
  await world.command('help');
  await soon(() => expect(world.front.commands.map((c) => c.text)).toContain('help'));
  process.off('unhandledRejection', note);
  expect(crashed).toEqual([]);
  const heard = [...world.front.commands, ...world.front.presses].map((h) => h.from).concat(world.front.looks);
  // Far fewer than come, however the dice fall: both doors were open.
  expect(world.front.presses.length).toBeGreaterThan(20);
  expect(world.front.looks.length).toBeGreaterThan(0);
  expect(heard.filter(({ who }) => who.user === FOREIGN || who.tenant !== TEAM)).toEqual([]);
  expect(world.front.looks.every(({ who }) => who.user === 'UADA')).toBe(true);
  expect(world.strict.calls('views.open').length).toBeGreaterThan(20);
  // Nothing that Slack would not draw was published or opened; triggers that were made up are refused, and may be.
  expect(world.strict.refused.filter((r) => /invalid_(view|blocks|name)|no_text|unknown_method/.test(r))).toEqual([]);
});
