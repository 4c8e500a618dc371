import { setTimeout } from 'node:timers/promises';
import { ended, planned, press } from '../product/ask.ts';
import { soon } from '../report/numbers.ts';
import { type Turns, turns } from '../turns.ts';
import type { Bed } from './bed.ts';
import { door, FIVE } from './sizes.ts';

/** Milliseconds between a change that reached the cloud and the call of the step that waited for it; a sample each. */
export interface Nexts {
  /** The next step's first call: it reads again before it acts. */
  any: number[];
  /** The next step's change. */
  write: number[];
  /** From call to call of the bare program, which makes the next step due when its call was answered. */
  floor: number[];
}

const CALM_MS = 3;
const WARM_UP = 4;
const STEPS = Array.from({ length: FIVE }, (_, i) => i);
const gaps = (from: readonly number[], to: readonly number[]) => from.slice(0, -1).map((at, i) => to[i + 1]! - at);

async function product({ quell, doors }: Bed): Promise<Pick<Nexts, 'any' | 'write'>> {
  const prepared = await planned(quell, `stages-${FIVE}`);
  await quell.shown();
  await setTimeout(CALM_MS);
  const watched = await doors.watch(
    ...STEPS.map((i) => ({ ends: prepared.doors + door(i) })),
    ...STEPS.map((i) => ({ ends: prepared.doors + door(i), write: true as const })),
  );
  await press(quell, 'bo', 'approve', prepared.plan);
  const came = await soon('the last stage', Promise.all(watched));
  await ended(quell, prepared.plan, 'contained');
  await quell.shown();
  const writes = came.slice(FIVE);
  return { any: gaps(writes, came.slice(0, FIVE)), write: gaps(writes, writes) };
}

async function bare({ floor, doors }: Bed): Promise<number[]> {
  const names = floor.names(1);
  const watched = await doors.watch(...STEPS.map((i) => ({ ends: names[0]! + door(i) })));
  await floor.add(names, FIVE);
  const came = await soon('the last step of the floor', Promise.all(watched));
  await setTimeout(CALM_MS);
  return gaps(came, came);
}

/** Takes turns: five stages, and five steps of the floor that follow each other. */
export async function nexts(bed: Bed, often: Turns): Promise<Nexts> {
  const taken: Nexts = { any: [], write: [], floor: [] };
  for (const counts of turns(often, WARM_UP)) {
    const { any, write } = await product(bed);
    const floor = await bare(bed);
    if (!counts) continue;
    taken.any.push(...any);
    taken.write.push(...write);
    taken.floor.push(...floor);
  }
  return taken;
}
