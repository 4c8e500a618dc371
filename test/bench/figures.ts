import type { Clicks } from './click.ts';
import { median, rounded, type Spread, spread } from './numbers.ts';
import type { OnRange } from './range.ts';
import type { Started } from './started.ts';
import type { Rates } from './steps.ts';
import type { Trips } from './trips.ts';

/** What was measured on one queue. */
export interface Engine {
  clicks: Clicks;
  rates: Rates;
  trips: Trips;
}

export interface Measured {
  postgres: Engine;
  /** Undefined where no redis-server is on the PATH. */
  redis: Engine | undefined;
  range: OnRange;
  started: Started;
}

/** Milliseconds; ratios are Quell's over the floor's of the same run. */
function clickFigures({ clicks }: Engine) {
  const write = spread(clicks.write);
  const any = spread(clicks.any);
  const floor = spread(clicks.floor);
  const over = (s: Spread) => ({ p50Ratio: rounded(s.p50 / floor.p50), p99Ratio: rounded(s.p99 / floor.p99) });
  return {
    p50Ms: rounded(write.p50),
    p99Ms: rounded(write.p99),
    ...over(write),
    anyCall: { p50Ms: rounded(any.p50), p99Ms: rounded(any.p99), ...over(any) },
    floor: { p50Ms: rounded(floor.p50), p99Ms: rounded(floor.p99) },
  };
}

function rateFigures({ rates }: Engine) {
  const [spreadOut, single, floor] = [median(rates.spread), median(rates.single), median(rates.floor)];
  return {
    share: rounded(spreadOut / floor),
    perSecond: rounded(spreadOut),
    onePlanShare: rounded(single / floor),
    onePlanPerSecond: rounded(single),
    floorPerSecond: rounded(floor),
  };
}

/** Everything as one object. A figure that could not be taken is null. */
export function figures({ postgres, redis, range, started }: Measured) {
  const rates = { postgres: rateFigures(postgres), redis: redis ? rateFigures(redis) : null };
  return {
    clickToFirstCall: {
      postgres: clickFigures(postgres),
      redis: redis ? clickFigures(redis) : null,
      rangeMs: rounded(range.clickToWriteMs),
    },
    stepsShareOfFloor: { postgres: rates.postgres.share, redis: rates.redis?.share ?? null },
    steps: rates,
    commandToPlanCardMs: rounded(range.planCardMs),
    declareMs: rounded(median(postgres.clicks.declare)),
    startupMs: rounded(started.startMs),
    coldDemoMs: rounded(started.demoMs),
    residentMb: rounded(started.residentMb.start),
    residentAfter50Mb: rounded(started.residentMb.after),
    residentWithoutSlackMb: started.idleMb === undefined ? null : rounded(started.idleMb),
    databaseRoundTripsPerStep: postgres.trips.worker,
    databaseRoundTrips: {
      click: postgres.trips.click,
      step: postgres.trips.worker,
      cards: postgres.trips.cards,
      beforeFirstChange: postgres.trips.beforeFirstChange,
    },
    queueOperationsPerStep: postgres.trips.queue,
    redisCommandsPerStep: redis?.trips.queue ?? null,
  };
}
export type Figures = ReturnType<typeof figures>;
