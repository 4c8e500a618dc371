import { setTimeout } from 'node:timers/promises';
import type { Quell } from '../../src/process/start.ts';
import { ended, planned, press } from './ask.ts';
import { nowMs } from './clock.ts';
import type { Doors } from './doors.ts';
import type { Floor } from './floor.ts';
import { soon } from './numbers.ts';

/** Milliseconds, a sample each; the samples of one index were taken right after each other. */
export interface Clicks {
  declare: number[];
  /** From the click to the first call of any kind that reaches the cloud. */
  any: number[];
  /** From the click to the first call that changes something. */
  write: number[];
  /** The bare program, from its start to its call's arrival. */
  floor: number[];
}

/** Until what comes after the last call (results, cards, the queue's own bookkeeping) is over. */
const CALM_MS = 3;

/** One approval by a button, of a plan that needs this vote and no other. */
export async function click(quell: Quell, doors: Doors): Promise<{ declare: number; any: number; write: number }> {
  const { plan, declareMs } = await planned(quell, 1);
  await quell.shown();
  await setTimeout(CALM_MS);
  const [anyCall, change] = await doors.watch({}, { write: true });
  const from = nowMs();
  const pressed = press(quell, 'bo', 'approve', plan);
  const write = (await soon('the first change', change)) - from;
  const any = (await anyCall) - from;
  await pressed;
  await ended(quell, plan, 'contained');
  await quell.shown();
  await setTimeout(CALM_MS);
  return { declare: declareMs, any, write };
}

async function floorStep(floor: Floor, doors: Doors): Promise<number> {
  const [call] = await doors.watch({ write: true });
  const from = nowMs();
  const done = floor.step();
  const atMs = await soon('a step of the floor', call);
  await done;
  await setTimeout(CALM_MS);
  return atMs - from;
}

/** Takes turns, one click and one step of the floor, so that whatever the machine does meets both. */
export async function clicks(quell: Quell, floor: Floor, doors: Doors, count: number): Promise<Clicks> {
  const taken: Clicks = { declare: [], any: [], write: [], floor: [] };
  const warmUp = Math.ceil(count / 10);
  for (let i = -warmUp; i < count; i++) {
    const one = await click(quell, doors);
    const bare = await floorStep(floor, doors);
    if (i < 0) continue;
    taken.declare.push(one.declare);
    taken.any.push(one.any);
    taken.write.push(one.write);
    taken.floor.push(bare);
  }
  return taken;
}
