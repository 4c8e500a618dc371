import type { History, Message, RecordRows } from './history.ts';
import type { Course } from './incident.ts';
import type { Hit } from './injector.ts';
import { look } from './looking.ts';
import type { Company } from './people.ts';
import type { Scenario } from './scenario.ts';
import type { Slot } from './slot.ts';

const OF_PLAN = 'plan in (select id from plan where incident = $1)';
const OF_RUN = 'run in (select id from run where incident = $1)';

/** Every table of the record, cut down to one incident. */
const TABLES = {
  incidents: 'select * from incident where id = $1',
  plans: 'select * from plan where incident = $1 order by created_at, id',
  needs: `select * from need where ${OF_PLAN} order by plan, stage, grp`,
  votes: `select * from vote where ${OF_PLAN} order by plan, at, person`,
  runs: 'select * from run where incident = $1 order by created_at, id',
  steps: `select * from step where ${OF_RUN} order by run, stage, id`,
  receipts: `select * from receipt where ${OF_RUN} order by run, step`,
  applied: `select * from applied where ${OF_RUN} order by run, step`,
  events: 'select * from event where stream = $1 order by seq',
} as const satisfies Record<keyof RecordRows, string>;

async function rowsOf(slot: Slot, incident: string): Promise<RecordRows> {
  const names = Object.keys(TABLES) as (keyof RecordRows)[];
  const tables = await Promise.all(names.map((name) => look(slot.db, TABLES[name], [incident])));
  return Object.fromEntries(names.map((name, i) => [name, tables[i]])) as unknown as RecordRows;
}

/** Faults that can part a post from the note that it was made. */
const PARTING: ReadonlySet<string> = new Set([
  'kill',
  'stop',
  'connection-cut',
  'half-open',
  'record-restarted',
  'chat-lost-answer',
]);

/** What stands in the channel, and which of it the record cannot know as its own. */
async function messagesOf({ slot, channel, injector }: Company, incident: string, { plans }: RecordRows) {
  const keys = new Set([`incident:${incident}`, `runbook:${incident}`, ...plans.map((p) => `plan:${String(p.id)}`)]);
  const explained = [...injector.happened, ...injector.suffered].some((f) => PARTING.has(f.kind));
  const known = await look<{ message: string }>(
    slot.db,
    `select ref->>'message' as message from message where ref->>'channel' = $1`,
    [channel],
  );
  const own = new Set(known.map((k) => k.message));
  const ours = slot.chat.in(channel).filter(({ key }) => keys.has(key));
  return ours.map(
    ({ ts, key, versions }): Message => ({
      key,
      versions: [...versions],
      ...(own.has(ts) || !explained ? {} : { orphan: true }),
    }),
  );
}

/** The history of a run as it stands now. */
export async function collect(
  company: Company,
  scenario: Scenario,
  course: Course,
  from: { before: unknown; firstCall: number },
): Promise<History> {
  const { slot, injector, presses } = company;
  const record = await rowsOf(slot, course.incident);
  const chat = await messagesOf(company, course.incident, record);
  return {
    run: scenario.run,
    seed: scenario.seed,
    incident: course.incident,
    record,
    calls: slot.range.kernel.calls.filter((c) => c.seq >= from.firstCall),
    worlds: { before: from.before, contained: course.contained, after: slot.world() },
    released: course.released,
    presses: [...presses],
    chat,
    faults: [...injector.happened, ...injector.suffered].sort((a, b) => a.at - b.at),
  };
}

function stepOf(body: unknown): string {
  const { data } = JSON.parse(String(body)) as { data?: { run?: string; step?: string } };
  return `${data?.run}/${data?.step}`;
}

/** Ms from each hit until the record tells of that step again; what had nothing more to tell is left out. */
export function recoveriesOf(hits: readonly Hit[], { events }: RecordRows): number[] {
  const told = events.map((e) => ({ at: Date.parse(String(e.at)), step: stepOf(e.body) }));
  return hits.flatMap(({ at, run, step }) => {
    const next = told.find((t) => t.at > at && t.step === `${run}/${step}`);
    return next ? [next.at - at] : [];
  });
}
