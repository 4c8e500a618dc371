import { setTimeout } from 'node:timers/promises';
import { nowMs } from '../clock.ts';
import { ended, plannedAll, press } from '../product/ask.ts';
import { soon } from '../report/numbers.ts';
import type { Bed } from './bed.ts';
import { door, FIVE } from './sizes.ts';

/** Runs of five steps that follow each other, a second. */
export interface Runs {
  quell: number;
  floor: number;
}

const IN_FLIGHT = 20;
const CALM_MS = 20;

interface Run {
  start(): Promise<unknown>;
  over: Promise<unknown>;
}

/** Keeps 20 in flight until all are over. */
async function keepGoing(runs: readonly Run[]): Promise<number> {
  const queue = [...runs];
  const lane = async () => {
    for (let run = queue.shift(); run; run = queue.shift()) {
      await run.start();
      await soon('a run of five steps', run.over);
    }
  };
  const from = nowMs();
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return (runs.length / (nowMs() - from)) * 1000;
}

/** Each is approved by a click of its own, and over when its fifth step is proven. */
async function product({ quell, doors }: Bed, count: number): Promise<number> {
  const plans = await plannedAll(quell, count, `stages-${FIVE}`);
  const overs = await doors.watch(...plans.map((p) => ({ proof: true as const, ends: p.doors + door(FIVE - 1) })));
  const rate = await keepGoing(
    plans.map(({ plan }, i) => ({ start: () => press(quell, 'bo', 'approve', plan), over: overs[i]! })),
  );
  for (const { plan } of plans) await ended(quell, plan, 'contained');
  await quell.shown();
  return rate;
}

async function bare({ floor, doors }: Bed, count: number): Promise<number> {
  const names = floor.names(count);
  const overs = await doors.watch(...names.map((name) => ({ ends: name + door(FIVE - 1) })));
  const rate = await keepGoing(names.map((name, i) => ({ start: () => floor.add([name], FIVE), over: overs[i]! })));
  await setTimeout(CALM_MS);
  return rate;
}

export async function fiveStepRuns(bed: Bed, count: number): Promise<Runs> {
  return { quell: await product(bed, count), floor: await bare(bed, count) };
}
