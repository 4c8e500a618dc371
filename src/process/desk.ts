import { contain } from '../desk/contain.ts';
import type { DeskParts, Drills } from '../desk/parts.ts';
import type { Incident } from '../domain/incident.ts';
import { QUELL } from '../domain/person.ts';
import { type DrillParts, findDrill, startDrill } from '../drill/drills.ts';
import type { Drill } from '../drill/file.ts';
import { wallClock } from '../edge/timer.ts';
import type { Queue } from '../job/queue.ts';
import type { Grounds } from './ground.ts';
import type { Record } from './record.ts';
import type { Setup } from './setup.ts';
import { linkingOf, stepUpsOf } from './sign-in.ts';
import { watchedPolicy } from './watch/policy.ts';

/** Plans a drill's playbook as a person's command would; Quell asks, so anybody who may approve can. */
async function planDrill(desk: DeskParts, drill: Drill, incident: Incident): Promise<void> {
  const values = Object.fromEntries(Object.entries(drill.with).map(([k, v]) => [k, String(v)]));
  await contain(desk, {
    person: { id: QUELL.person, name: 'Quell', groups: [] },
    people: desk.people,
    actor: QUELL,
    principal: { surface: 'cli', tenant: 'local', user: QUELL.person },
    authenticated: 'Quell itself',
    values: { ...values, playbook: drill.playbook, incident: incident.id },
  });
}

/** How the queue names the wake-up of a drill. */
export const DRILL = 'drill:';

function drillsOf(setup: Setup, record: Record, queue: Queue, grounds: Grounds, desk: () => DeskParts): Drills {
  const parts: DrillParts = {
    drills: setup.drills,
    incidents: record.incidents,
    place: (channel, thread) => {
      const place = setup.defaultPlace;
      return place && { ...place, ...(channel ? { channel } : {}), ...(thread ? { thread } : {}) };
    },
    freshRange: async () => grounds.rehearseOn(await setup.freshRange()),
    plan: (drill, incident) => planDrill(desk(), drill, incident),
  };
  // One after the other: of two that begin at the same moment, the second would throw the first one's world away.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    list: () => setup.drills.map(({ name, title, pattern, tz, playbook }) => ({ name, title, pattern, tz, playbook })),
    end: () => grounds.endRehearsal(),
    async start(name, by) {
      if (!setup.roles.has('worker')) {
        findDrill(setup.drills, name);
        await queue.wake([{ id: `${DRILL}${name}` }]);
        return undefined;
      }
      const started = turn.then(async () => {
        const incident = await startDrill(parts, name, by);
        grounds.rehearses(incident.id);
        return incident;
      });
      turn = started.catch(() => undefined);
      return started;
    },
  };
}

/** What the desk needs of sign-ins, where there are any. */
function signInsOf(
  { directory, signInAt, people }: Setup,
  record: Record,
): Pick<DeskParts, 'peopleNow' | 'surePeople' | 'stepUp' | 'linking'> {
  if (!directory) return { peopleNow: async () => people, surePeople: async () => people };
  const { peopleNow, surePeople } = directory;
  if (!signInAt) return { peopleNow, surePeople };
  return {
    peopleNow,
    surePeople,
    stepUp: stepUpsOf(record, directory, signInAt),
    linking: linkingOf(record, directory, signInAt),
  };
}

export function deskOf(
  setup: Setup,
  record: Record,
  queue: Queue,
  grounds: Grounds,
  protects: DeskParts['plan']['protects'],
): DeskParts {
  const { personOf, actions, playbooks, floors, rules, approveSeconds, executeSeconds } = setup;
  const desk: DeskParts = {
    ...record,
    get people() {
      return setup.directory?.people ?? setup.people;
    },
    get pages() {
      return setup.signInAt?.();
    },
    ...signInsOf(setup, record),
    personOf,
    policy: setup.watch ? watchedPolicy(setup.policy, setup.watch.meter) : setup.policy,
    rules,
    now: wallClock,
    plan: { actions, open: grounds.open, protects },
    queue,
    playbooks,
    identities: (mode) => grounds.of(mode).identities,
    floors,
    approveSeconds,
    executeSeconds,
    ...(setup.defaultPlace ? { defaultPlace: setup.defaultPlace } : {}),
    ...(setup.slackCommand ? { slackCommand: setup.slackCommand } : {}),
    seen: record.messages.seen,
    drills: drillsOf(setup, record, queue, grounds, () => desk),
  };
  return desk;
}
