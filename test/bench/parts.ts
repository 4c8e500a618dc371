import type { Backends } from './backends.ts';
import type { Doors } from './doors/doors.ts';
import { type Bed, onBed } from './measure/bed.ts';
import { clicks } from './measure/click.ts';
import { growth } from './measure/growth.ts';
import { nexts } from './measure/next.ts';
import { measureRange } from './measure/range.ts';
import { fiveStepRuns } from './measure/runs.ts';
import { measureStarted } from './measure/started.ts';
import { rates } from './measure/steps.ts';
import { measureTrips } from './measure/trips.ts';
import { fleet } from './measure/workers.ts';
import type { Engine, Measured } from './report/figures.ts';

export const PARTS = ['start', 'click', 'next', 'steps', 'runs', 'growth', 'workers', 'trips', 'range'] as const;
export type Part = (typeof PARTS)[number];

/** How often each thing is done: enough for a median, little enough for four minutes. */
export const TIMES = { clicks: 200, nexts: 40, rounds: 3, runs: 80, fleetRounds: 2, starts: 3, rangeRounds: 3 };

type Tell = (what: string) => void;

async function onOneBed(bed: Bed, wanted: ReadonlySet<Part>, tell: Tell): Promise<Engine> {
  const taken = async <T>(part: Part, measure: () => Promise<T>): Promise<T | undefined> => {
    if (!wanted.has(part)) return undefined;
    tell(part);
    return measure();
  };
  // The largest runs come last: the rest is measured on a small record.
  return {
    clicks: await taken('click', () => clicks(bed, TIMES.clicks)),
    nexts: await taken('next', () => nexts(bed, TIMES.nexts)),
    rates: await taken('steps', () => rates(bed, TIMES.rounds)),
    runs: await taken('runs', () => fiveStepRuns(bed, TIMES.runs)),
    growth: await taken('growth', () => growth(bed)),
  };
}

const ON_BED: readonly Part[] = ['click', 'next', 'steps', 'runs', 'growth'];

async function measureEngine(
  backends: Backends,
  doors: Doors,
  redisUrl: string | undefined,
  wanted: ReadonlySet<Part>,
  tell: Tell,
): Promise<Engine> {
  const onQueue: Tell = (what) => tell(`${what}, queue on ${redisUrl ? 'Redis' : 'PostgreSQL'}`);
  const engine = ON_BED.some((part) => wanted.has(part))
    ? await onBed(backends, doors, redisUrl, (bed) => onOneBed(bed, wanted, onQueue))
    : {};
  if (wanted.has('workers')) {
    onQueue('workers');
    engine.fleet = await fleet(backends, doors, redisUrl, TIMES.fleetRounds);
  }
  if (wanted.has('trips')) {
    onQueue('trips');
    engine.trips = await measureTrips(backends, doors, redisUrl);
  }
  return engine;
}

export interface Wanted {
  parts: ReadonlySet<Part>;
  queues: ReadonlySet<'redis' | 'postgres'>;
}

/** One part after the other: they would spoil each other's times. */
export async function measureAll(
  backends: Backends,
  doors: Doors,
  { parts, queues }: Wanted,
  tell: Tell,
): Promise<Omit<Measured, 'machine'>> {
  const measured: Omit<Measured, 'machine'> = {};
  if (parts.has('start')) {
    tell('starting Quell and the demo');
    measured.started = await measureStarted(backends, doors, TIMES.starts);
  }
  const { redisUrl } = backends;
  if (queues.has('redis') && redisUrl) measured.redis = await measureEngine(backends, doors, redisUrl, parts, tell);
  if (queues.has('redis') && !redisUrl) tell('queue on Redis: skipped, needs redis-server on the PATH');
  if (queues.has('postgres')) measured.postgres = await measureEngine(backends, doors, undefined, parts, tell);
  if (parts.has('range')) {
    tell('three clouds of the range');
    measured.range = await measureRange(backends, TIMES.rangeRounds);
  }
  return measured;
}
