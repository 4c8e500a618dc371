import { plannedAll } from '../product/ask.ts';
import { median } from '../report/numbers.ts';
import type { Bed } from './bed.ts';
import { SIZES, type Size } from './sizes.ts';
import { carryOut } from './steps.ts';

/** One run of so many steps, all of one stage. Milliseconds a step. */
export interface Sized {
  /** From `contain` to the plan card. */
  planMs: number;
  /** From the click until the last step was proven. */
  stepMs: number;
}

/** A size that was left out has the milliseconds that it would take instead, judged by the sizes before it. */
export type Growth = Record<Size, Sized | { wouldTakeMs: number }>;

const TIMES: Record<Size, number> = { 1: 9, 10: 5, 100: 3, 1000: 1, 10000: 1 };
async function sized({ quell, doors }: Bed, size: Size): Promise<Sized> {
  const taken: Sized[] = [];
  for (let i = 0; i < TIMES[size]; i++) {
    const plans = await plannedAll(quell, 1, `shut-${size}`);
    const ms = await carryOut(quell, doors, plans, size);
    taken.push({ planMs: plans[0]!.planMs / size, stepMs: ms / size });
  }
  return { planMs: median(taken.map((t) => t.planMs)), stepMs: median(taken.map((t) => t.stepMs)) };
}

/** Were a step to grow as it did from one size to the next, and the plan with it. */
function expectedMs(size: Size, last: Sized, before: Sized | undefined): number {
  const grown = (now: number, then = now) => Math.max(1, now / then) * now;
  return (grown(last.stepMs, before?.stepMs) + grown(last.planMs, before?.planMs)) * size;
}

/** From one step to ten thousand in one run, as far as no size would take longer than the limit. */
export async function growth(bed: Bed, limitMs: number): Promise<Growth> {
  const taken: Partial<Growth> = {};
  const done: Sized[] = [];
  for (const size of SIZES) {
    const [before, last] = [done.at(-2), done.at(-1)];
    const wouldTakeMs = last ? expectedMs(size, last, before) : 0;
    if (wouldTakeMs > limitMs) {
      taken[size] = { wouldTakeMs };
      continue;
    }
    const found = await sized(bed, size);
    taken[size] = found;
    done.push(found);
  }
  return taken as Growth;
}
