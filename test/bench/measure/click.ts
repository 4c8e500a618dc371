import { setTimeout } from 'node:timers/promises';
import { nowMs } from '../clock.ts';
import { ended, planned, press } from '../product/ask.ts';
import { soon } from '../report/numbers.ts';
import { type Turns, turns } from '../turns.ts';
import type { Bed } from './bed.ts';

/** Milliseconds, a sample each; the samples of one index were taken right after each other. */
export interface Clicks {
  /** From a command to its answer. */
  declare: number[];
  plan: number[];
  /** From the click to the first call of any kind that reaches the cloud. */
  any: number[];
  /** From the click to the first call that changes something. */
  write: number[];
  /** The bare program, from its start to its call's arrival. */
  floor: number[];
}

/** Until what comes after the last call (results, cards, the queue's own bookkeeping) is over. */
const CALM_MS = 3;
const WARM_UP = 20;

/** One approval by a button, of a plan that needs this vote and no other. */
export async function click({
  quell,
  doors,
}: Omit<Bed, 'floor'>): Promise<Record<Exclude<keyof Clicks, 'floor'>, number>> {
  const { plan, declareMs, planMs } = await planned(quell, 'shut-1');
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
  return { declare: declareMs, plan: planMs, any, write };
}

async function floorStep({ floor, doors }: Bed): Promise<number> {
  const [call] = await doors.watch({ write: true });
  const names = floor.names(1);
  const from = nowMs();
  const added = floor.add(names);
  const atMs = await soon('a step of the floor', call);
  await added;
  await setTimeout(CALM_MS);
  return atMs - from;
}

/** Takes turns, one click and one step of the floor, so that whatever the machine does meets both. */
export async function clicks(bed: Bed, often: Turns): Promise<Clicks> {
  const taken: Clicks = { declare: [], plan: [], any: [], write: [], floor: [] };
  for (const counts of turns(often, WARM_UP)) {
    const one = { ...(await click(bed)), floor: await floorStep(bed) };
    if (!counts) continue;
    for (const name of Object.keys(taken) as (keyof Clicks)[]) taken[name].push(one[name]);
  }
  return taken;
}
