import { setTimeout } from 'node:timers/promises';
import type { Quell } from '../../../src/process/start.ts';
import { nowMs } from '../clock.ts';
import type { Doors } from '../doors/doors.ts';
import type { Floor } from '../floor/floor.ts';
import { ended, type Prepared, plannedAll, press } from '../product/ask.ts';
import { soon } from '../report/numbers.ts';
import { type Turns, turns } from '../turns.ts';
import type { Bed } from './bed.ts';
import { LARGE, SMALL } from './sizes.ts';

/** Steps a second, a sample each. */
export interface Rates {
  /** Of several incidents at once. */
  spread: number[];
  /** Of one plan alone. */
  single: number[];
  floor: number[];
}

/** Incidents at once. */
export const INCIDENTS = 16;
const CALM_MS = 20;

/** How many steps are in which state, and why: for a bench that waits in vain. */
async function standing(quell: Quell, plans: readonly Prepared[]): Promise<string> {
  const counts = new Map<string, number>();
  for (const { plan } of plans) {
    for (const { state, fault } of (await quell.desk.jobs.runOf(plan)).steps) {
      const what = fault ? `${state} (${fault.message})` : state;
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
  }
  return [...counts].map(([what, n]) => `${n} ${what}`).join(', ');
}

/** Approves everything at once. Milliseconds until each step was changed *and proven*. */
export async function carryOut(quell: Quell, doors: Doors, plans: readonly Prepared[], steps: number): Promise<number> {
  const [proven] = await doors.watch({ proof: true, count: steps });
  const from = nowMs();
  await Promise.all(plans.map(({ plan }) => press(quell, 'bo', 'approve', plan)));
  const lastMs = await soon(`${steps} steps`, proven, 120_000).catch(async (error: Error) => {
    throw new Error(`${error.message}; the record says: ${await standing(quell, plans)}`);
  });
  const ms = lastMs - from;
  for (const { plan } of plans) await ended(quell, plan, 'contained');
  await quell.shown();
  await setTimeout(CALM_MS);
  return ms;
}

/** Milliseconds from making everything due until the last call has arrived. */
export async function carryOutBare(floor: Floor, doors: Doors, steps: number): Promise<number> {
  const [last] = await doors.watch({ write: true, count: steps });
  const names = floor.names(steps);
  const from = nowMs();
  await floor.add(names);
  const ms = (await soon('the floor', last, 120_000)) - from;
  await setTimeout(CALM_MS);
  return ms;
}

const perSecond = (steps: number, ms: number) => (steps / ms) * 1000;

/** Takes turns as the clicks do; one process each, and 16 steps in hand. */
export async function rates({ quell, floor, doors }: Bed, often: Turns): Promise<Rates> {
  const taken: Rates = { spread: [], single: [], floor: [] };
  const steps = INCIDENTS * SMALL;
  for (const counts of turns(often, 1)) {
    const plans = await plannedAll(quell, INCIDENTS, `shut-${SMALL}`);
    const spread = await carryOut(quell, doors, plans, steps);
    const bare = await carryOutBare(floor, doors, steps);
    const single = await carryOut(quell, doors, await plannedAll(quell, 1, `shut-${LARGE}`), LARGE);
    if (!counts) continue;
    taken.spread.push(perSecond(steps, spread));
    taken.floor.push(perSecond(steps, bare));
    taken.single.push(perSecond(LARGE, single));
  }
  return taken;
}
