import { afterEach, beforeEach, expect, it } from 'vitest';
import { Keeper } from '../../../src/card/keeper.ts';
import type { IncidentView } from '../../../src/card/view.ts';
import type { Event } from '../../../src/domain/event.ts';
import type { Fault } from '../../../src/domain/fault.ts';
import type { Place } from '../../../src/domain/incident.ts';
import { elsewhere } from '../../../src/process/elsewhere.ts';
import { soon } from '../../soon.ts';
import { openWorld, type World } from './harness.ts';
import { TEAM } from './strict.ts';

const HOME: Place = { surface: 'slack', tenant: TEAM, channel: 'C1' };
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

/** The keeper of one incident that was declared in this channel, on a Slack that is as strict as the real one. */
function declaredIn(channel: string, home: Place | undefined) {
  const view: IncidentView = {
    incident: {
      id: 'INC-7',
      title: 'ml-train used from outside',
      severity: 1,
      mode: 'live',
      status: 'open',
      commander: 'ada',
      suspects: [],
      place: { ...HOME, channel },
      declaredAt: '2026-11-22T03:13:05.000Z',
    },
    plans: [],
    told: [],
    people: [],
  };
  const failed: unknown[] = [];
  const out = () => world.slack.out;
  const keeper = new Keeper({
    load: async () => ({ ...view, incident: { ...view.incident } }),
    now: () => 0,
    out,
    moved: async (_, place) => {
      view.incident.place = place;
    },
    elsewhere: (incident, why) =>
      elsewhere(incident, why, {
        home,
        out,
        incidents: {
          async change(_, { place }, events) {
            view.incident.place = place!;
            view.told.push(...events.map((e) => ({ ...e, at: view.incident.declaredAt }) as Event));
            keeper.changed('INC-7');
            return view.incident;
          },
        },
      }),
    messagesFor: async (keys) =>
      new Map(keys.flatMap((key) => (world.posted.has(key) ? [[key, { ref: world.posted.get(key)! }]] : []))),
    showed: async () => undefined,
    forget: async (key) => void world.posted.delete(key),
    failed: (error) => failed.push(error),
  });
  const shows = async () => {
    keeper.changed('INC-7');
    await keeper.idle();
  };
  return { view, failed, keeper, shows };
}

const posts = (channel: string) => world.strict.calls('chat.postMessage').filter((m) => m.channel === channel);
const text = (sent: unknown) => JSON.stringify(sent).replaceAll('\u2060', '');

it.each([
  ['is no member', undefined],
  ['finds no channel any more', 'channel_not_found'],
  ['finds the channel archived', 'is_archived'],
])('an incident that was declared where Quell %s is shown at home', async (_, error) => {
  if (error) world.strict.shut.set('CELSE', error);
  const { view, failed, shows } = declaredIn('CELSE', HOME);
  await shows();
  expect(failed).toEqual([]);
  const [head, told] = posts('C1');
  expect(text(head)).toContain('INC-7: ml-train used from outside');
  const thread = world.posted.get('incident:INC-7')!.message;
  expect(view.incident.place).toEqual({ ...HOME, thread });
  expect(told).toMatchObject({ thread_ts: thread });
  expect(view.told.map((e) => e.type)).toEqual(['command.moved']);
  expect(view.told[0]!.summary).toContain('not where it was declared');
});

it('its commander is told alone, once, where the card is and how to bring Quell in', async () => {
  const { shows } = declaredIn('CELSE', HOME);
  await shows();
  await soon(() => expect(posts('DUADA')).toHaveLength(1));
  expect(text(posts('DUADA'))).toContain('/invite @quell');
  expect(text(posts('DUADA'))).toContain(`https://slack.com/app_redirect?channel=C1&team=${TEAM}`);
  await shows();
  expect(posts('DUADA')).toHaveLength(1);
  expect(posts('C1')).toHaveLength(2);
});

it.each([
  ['there is no home', undefined, []],
  ['home takes no card either', { ...HOME, channel: 'CSHUT' }, ['command.moved']],
])('where %s, the commander is told that, and the card comes once Quell is let in', async (_, home, types) => {
  const { view, failed, keeper, shows } = declaredIn('CELSE', home);
  await shows();
  await soon(() => expect(posts('DUADA')).toHaveLength(1));
  expect(text(posts('DUADA'))).toContain('in no channel');
  expect(new Set(failed.map((f) => (f as Fault).code))).toEqual(new Set(['slack.not-in-channel']));
  expect(view.told.map((e) => e.type)).toEqual(types);
  const place = view.incident.place!.channel;
  world.strict.botChannels.add(place);
  keeper.catchUp();
  await keeper.idle();
  expect(posts(place).length).toBeGreaterThan(0);
});
