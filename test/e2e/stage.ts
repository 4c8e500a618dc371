import type { Reply } from '../../src/command/surface.ts';
import { CLOUDS, type Cloud } from '../../src/domain/action.ts';
import type { Event } from '../../src/domain/event.ts';
import type { Json } from '../../src/domain/json.ts';
import type { Run } from '../../src/domain/run.ts';
import { Rehearsal } from '../../src/process/rehearsal.ts';
import type { Setup } from '../../src/process/setup.ts';
import { type Quell, startQuell } from '../../src/process/start.ts';
import { groundOf } from '../../src/range/ground.ts';
import type { Weather } from '../../src/range/kernel.ts';
import { type Range, startRange } from '../../src/range/range.ts';
import { freshDatabase } from '../postgres.ts';
import { baseSetup, type Complaint } from './setup.ts';

export const CONTAIN = 'contain compromised-workload-identity identity=ml-train';

const clock = { now: Date.now, random: Math.random };
let deliveries = 0;

/** The whole product on three simulated clouds, spoken to as people do: one process, a real database, a real queue. */
export interface Stage {
  quell: Quell;
  range: Range;
  setup: Setup;
  errors: Complaint[];
  /** Says one command as a person, and hands back the private answer. */
  say(person: string, text: string): Promise<Reply>;
  /** As `say`, for a command that must succeed. */
  must(person: string, text: string): Promise<Reply>;
  /** Plans as Ana; returns the plan's id. */
  plan(text?: string): Promise<string>;
  /** Follows a run by what the record announces, until it looks as wanted: ended, unless said otherwise. */
  follow(plan: string, until?: (run: Run) => boolean): Promise<Run>;
  timeline(incident: string): Promise<Event[]>;
  /** The written configuration of a cloud, machines left out: those of an attacker come and go. */
  configurations(): Record<Cloud, Json>;
  weather(...w: Weather[]): void;
  close(): Promise<void>;
}

/** Follows a run in any Quell that listens to the same database. */
export async function follow(quell: Quell, plan: string, until = (run: Run) => run.state !== 'running'): Promise<Run> {
  for (;;) {
    const changed = quell.nextChange();
    const run = await quell.desk.jobs.runOf(plan);
    if (until(run)) return run;
    await changed;
  }
}

export function field(reply: Reply, name: string): string {
  return String((reply.data as { [key: string]: Json })[name]);
}

/** A fresh world and a fresh record. Changes of the clouds take `settleMs` at most to be enforced. */
export async function startStage(change: Partial<Setup> = {}, settleMs = 20): Promise<Stage> {
  const [database, range] = await Promise.all([
    freshDatabase(),
    startRange({ realNow: clock.now, random: clock.random, settleMs }),
  ]);
  const errors: Complaint[] = [];
  const rehearsal = new Rehearsal(clock);
  const setup: Setup = {
    ...(await baseSetup(database.url, errors)),
    live: groundOf(range),
    freshRange: rehearsal.fresh,
    ...change,
  };
  setup.personOf = (principal) => setup.people.find((p) => p.id === principal.user);
  const quell = await startQuell(setup);
  const say = (person: string, text: string) =>
    quell.front.command(text, {
      who: { surface: 'console', tenant: 'local', user: person },
      dedupe: `test:${++deliveries}`,
    });
  const must = async (person: string, text: string) => {
    const reply = await say(person, text);
    if (reply.exit !== 0) throw new Error(`${person}: ${text}: ${reply.card.summary}`);
    return reply;
  };
  const configuration = (cloud: Cloud) => {
    const { machines: _m, instances: _i, ...rest } = range.clouds[cloud].snapshot() as { [key: string]: Json };
    return rest;
  };
  return {
    quell,
    range,
    setup,
    errors,
    say,
    must,
    plan: async (text = CONTAIN) => field(await must('ana', text), 'plan'),
    follow: (plan, until) => follow(quell, plan, until),
    timeline: (incident) => quell.desk.audit.events(incident),
    configurations: () => Object.fromEntries(CLOUDS.map((c) => [c, configuration(c)] as const)) as Record<Cloud, Json>,
    weather: (...w) => void range.kernel.weather.push(...w),
    async close() {
      await quell.close();
      await rehearsal.close();
      await range.close();
      await database.drop();
    },
  };
}
