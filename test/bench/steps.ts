import type { Quell } from '../../src/process/start.ts';
import { ended, planned, press } from './ask.ts';
import type { Doors } from './doors.ts';
import type { Floor } from './floor.ts';
import { soon, timed } from './numbers.ts';

/** Steps a second, a sample each. */
export interface Rates {
  /** Of 16 incidents at once. */
  spread: number[];
  /** Of one plan alone. */
  single: number[];
  floor: number[];
}

/** Incidents at once, and doors of each: together the steps of one round. */
export const INCIDENTS = 16;
export const DOORS = 4;
/** Doors of the one large plan. */
export const MANY = 32;

/** Approves everything at once; over when each step was changed and proven. */
export async function carryOut(quell: Quell, doors: Doors, plans: string[], steps: number): Promise<number> {
  const [proven] = await doors.watch({ proof: true, count: steps });
  const ms = await timed(async () => {
    await Promise.all(plans.map((plan) => press(quell, 'bo', 'approve', plan)));
    await soon(`${steps} steps`, proven);
  });
  for (const plan of plans) await ended(quell, plan, 'contained');
  await quell.shown();
  return (steps / ms) * 1000;
}

export async function plansOf(quell: Quell, incidents: number, doors: number): Promise<string[]> {
  const plans: string[] = [];
  for (let i = 0; i < incidents; i++) plans.push((await planned(quell, doors)).plan);
  await quell.shown();
  return plans;
}

/** Takes turns as the clicks do. Both carry out 16 at the same time. */
export async function rates(quell: Quell, floor: Floor, doors: Doors, rounds: number): Promise<Rates> {
  const taken: Rates = { spread: [], single: [], floor: [] };
  for (let i = -1; i < rounds; i++) {
    const steps = INCIDENTS * DOORS;
    const plans = await plansOf(quell, INCIDENTS, DOORS);
    const spread = await carryOut(quell, doors, plans, steps);
    const bare = (steps / (await timed(() => soon('the floor', floor.steps(steps))))) * 1000;
    const single = await carryOut(quell, doors, await plansOf(quell, 1, MANY), MANY);
    if (i < 0) continue;
    taken.spread.push(spread);
    taken.floor.push(bare);
    taken.single.push(single);
  }
  return taken;
}
