import type { CardTimes } from '../measure/card.ts';
import type { Clicks } from '../measure/click.ts';
import type { Growth } from '../measure/growth.ts';
import type { Nexts } from '../measure/next.ts';
import type { OnRange } from '../measure/range.ts';
import type { Runs } from '../measure/runs.ts';
import type { Started } from '../measure/started.ts';
import type { Rates } from '../measure/steps.ts';
import type { Trips } from '../measure/trips.ts';
import type { Fleet } from '../measure/workers.ts';
import { median, quantile, rounded } from './numbers.ts';

/** What was measured on one queue; a part that was not asked for is missing. */
export interface Engine {
  clicks?: Clicks | undefined;
  cards?: CardTimes | undefined;
  nexts?: Nexts | undefined;
  rates?: Rates | undefined;
  fleet?: Fleet | undefined;
  growth?: Growth | undefined;
  runs?: Runs | undefined;
  trips?: Trips | undefined;
}

export interface Measured {
  /** Missing where it was not asked for, and Redis where no redis-server is on the PATH. */
  postgres?: Engine;
  redis?: Engine;
  range?: OnRange;
  started?: Started;
  /** `loadBefore`: the load average of the minute before; 0 is a machine with nothing else to do. */
  machine: { node: string; cores: number; seconds: number; loadBefore: number };
}

/** The same figure on both queues. */
export interface PerQueue<T> {
  redis: T | null;
  postgres: T | null;
}

/** Milliseconds, and how often the floor's time of the same run fits into them. */
export interface Latency {
  samples: number;
  p50Ms: number;
  p99Ms: number;
  p50Ratio: number;
  p99Ratio: number;
  floor: { p50Ms: number; p99Ms: number };
}

export interface Throughput {
  perSecond: number;
  floorPerSecond: number;
  share: number;
}

function latency(samples: readonly number[], floor: readonly number[]): Latency {
  const [p50, p99, floor50, floor99] = [samples, floor].flatMap((s) => [median(s), quantile(s, 0.99)]) as [
    number,
    number,
    number,
    number,
  ];
  return {
    p50Ratio: rounded(p50 / floor50),
    p99Ratio: rounded(p99 / floor99),
    p50Ms: rounded(p50),
    p99Ms: rounded(p99),
    samples: samples.length,
    floor: { p50Ms: rounded(floor50), p99Ms: rounded(floor99) },
  };
}

function throughput(quell: number, floor: number): Throughput {
  return { share: rounded(quell / floor), perSecond: rounded(quell), floorPerSecond: rounded(floor) };
}

function fleetFigures(fleet: Fleet): Record<string, Throughput> {
  return Object.fromEntries(
    Object.entries(fleet).map(([workers, { quell, floor }]) => [workers, throughput(median(quell), median(floor))]),
  );
}

/** Milliseconds a step, and how often those of a run of 100 fit into them: 1 everywhere is growth in a straight line. */
function growthFigures(growth: Growth) {
  const base = growth[100];
  const hundred = 'stepMs' in base ? base.stepMs : Number.NaN;
  return Object.fromEntries(
    Object.entries(growth).map(([size, found]) => [
      size,
      'stepMs' in found
        ? { stepMs: rounded(found.stepMs), planMs: rounded(found.planMs), toHundred: rounded(found.stepMs / hundred) }
        : { leftOut: `would take about ${Math.round(found.wouldTakeMs / 1000)} s` },
    ]),
  );
}

function startFigures(started: Started | undefined) {
  if (!started)
    return {
      startupMs: null,
      coldDemoMs: null,
      residentMb: null,
      residentAfter50Mb: null,
      residentWithoutSlackMb: null,
    };
  return {
    startupMs: rounded(started.startMs),
    coldDemoMs: rounded(started.demoMs),
    residentMb: rounded(started.residentMb.start),
    residentAfter50Mb: rounded(started.residentMb.after),
    residentWithoutSlackMb: started.idleMb === undefined ? null : rounded(started.idleMb),
  };
}

/** Everything as one object. A figure that was not taken is null. */
export function figures({ postgres, redis, range, started, machine }: Measured) {
  const each = <T>(take: (engine: Engine) => T | undefined): PerQueue<T> => ({
    redis: (redis && take(redis)) ?? null,
    postgres: (postgres && take(postgres)) ?? null,
  });
  const trips = each(({ trips }) => trips);
  const perStep = [trips.redis, trips.postgres].flatMap((t) => (t ? [t.perStep.record] : []));
  const ofClicks = (name: keyof Clicks) => each(({ clicks: c }) => c && latency(c[name], c.floor));
  const ofNexts = (name: keyof Nexts) => each(({ nexts: n }) => n && latency(n[name], n.floor));
  return {
    clickToFirstCall: ofClicks('any'),
    clickToFirstChange: ofClicks('write'),
    stepToNextCall: ofNexts('any'),
    stepToNextChange: ofNexts('write'),
    clickToCard: each(({ cards: c }) => c && latency(c.paced, c.pacedFloor)),
    clickToCardAtOnce: each(({ cards: c }) => c && latency(c.burst, c.burstFloor)),
    commandToAcknowledged: ofClicks('declare'),
    commandToPlanCard: ofClicks('plan'),
    stepsShareOfFloor: each(({ rates: r }) => r && rounded(median(r.spread) / median(r.floor))),
    steps: each(({ rates: r }) => r && throughput(median(r.spread), median(r.floor))),
    stepsOfOnePlan: each(({ rates: r }) => r && throughput(median(r.single), median(r.floor))),
    stepsByWorkers: each(({ fleet }) => fleet && fleetFigures(fleet)),
    growth: each(({ growth: g }) => g && growthFigures(g)),
    fiveStepRuns: each(({ runs: r }) => r && throughput(r.quell, r.floor)),
    databaseRoundTripsPerStep: perStep.length > 0 ? rounded(Math.max(...perStep)) : null,
    databaseRoundTrips: each(({ trips: t }) => t && { ...t.one, perStep: rounded(t.perStep.record) }),
    queueOperationsPerStep: each(({ trips: t }) => t && rounded(t.perStep.queue)),
    ...startFigures(started),
    range: range
      ? { clickToFirstChangeMs: rounded(range.clickToWriteMs), planCardMs: rounded(range.planCardMs) }
      : null,
    machine,
  };
}
export type Figures = ReturnType<typeof figures>;
