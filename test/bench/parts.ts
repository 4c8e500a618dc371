import type { Part, Wanted } from './asked.ts';
import type { Backends } from './backends.ts';
import type { Doors } from './doors/doors.ts';
import { type Bed, onBed } from './measure/bed.ts';
import { cardTimes } from './measure/card.ts';
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

/** Enough for a median, little enough for four minutes in all. */
const OFTEN = {
  clicks: { most: 200, least: 50, limitMs: 16_000 },
  nexts: { most: 40, least: 10, limitMs: 8000 },
  rounds: { most: 3, least: 1, limitMs: 6000 },
  fleet: { most: 3, least: 1, limitMs: 3000 },
};
const RUNS = 60;
const STARTS = 3;
const RANGE_ROUNDS = 3;
/** The longest that one size of run may take. */
const SIZE_MS = 40_000;

type Tell = (what: string) => void;

async function onOneBed(bed: Bed, { parts, patient }: Wanted, tell: Tell): Promise<Engine> {
  const taken = async <T>(part: Part, measure: () => Promise<T>): Promise<T | undefined> => {
    if (!parts.has(part)) return undefined;
    tell(part);
    return measure();
  };
  // The largest runs come last: the rest is measured on a small record.
  return {
    clicks: await taken('click', () => clicks(bed, OFTEN.clicks)),
    nexts: await taken('next', () => nexts(bed, OFTEN.nexts)),
    rates: await taken('steps', () => rates(bed, OFTEN.rounds)),
    runs: await taken('runs', () => fiveStepRuns(bed, RUNS)),
    growth: await taken('growth', () => growth(bed, patient ? Number.POSITIVE_INFINITY : SIZE_MS)),
  };
}

const ON_BED: readonly Part[] = ['click', 'next', 'steps', 'runs', 'growth'];

async function measureEngine(
  backends: Backends,
  doors: Doors,
  redisUrl: string | undefined,
  wanted: Wanted,
  tell: Tell,
): Promise<Engine> {
  const onQueue: Tell = (what) => tell(`${what}, queue on ${redisUrl ? 'Redis' : 'PostgreSQL'}`);
  const engine = ON_BED.some((part) => wanted.parts.has(part))
    ? await onBed(backends, doors, redisUrl, (bed) => onOneBed(bed, wanted, onQueue))
    : {};
  if (wanted.parts.has('workers')) {
    onQueue('workers');
    engine.fleet = await fleet(backends, doors, redisUrl, OFTEN.fleet);
  }
  if (wanted.parts.has('trips')) {
    onQueue('trips');
    engine.trips = await measureTrips(backends, doors, redisUrl);
  }
  if (wanted.parts.has('card')) {
    onQueue('card');
    engine.cards = await cardTimes(backends, doors, redisUrl);
  }
  return engine;
}

/** One part after the other: they would spoil each other's times. */
export async function measureAll(
  backends: Backends,
  doors: Doors,
  wanted: Wanted,
  tell: Tell,
): Promise<Omit<Measured, 'machine'>> {
  const { parts, queues } = wanted;
  const measured: Omit<Measured, 'machine'> = {};
  if (parts.has('start')) {
    tell('starting Quell and the demo');
    measured.started = await measureStarted(backends, doors, STARTS);
  }
  const { redisUrl } = backends;
  if (queues.has('redis') && redisUrl) measured.redis = await measureEngine(backends, doors, redisUrl, wanted, tell);
  if (queues.has('redis') && !redisUrl) tell('queue on Redis: skipped, needs redis-server on the PATH');
  if (queues.has('postgres')) measured.postgres = await measureEngine(backends, doors, undefined, wanted, tell);
  if (parts.has('range')) {
    tell('three clouds of the range');
    measured.range = await measureRange(backends, RANGE_ROUNDS);
  }
  return measured;
}
