import { median } from '../bench/report/numbers.ts';
import type { Written } from './cloud-process.ts';
import type { People } from './people.ts';
import type { Stand } from './stand.ts';

/** How a small run fares beside a large one of the same severity. */
export interface Fair {
  /** From the click until the run has ended, ms: with nothing else to do, and beside the large run. */
  aloneMs: number;
  besideMs: number;
  /** Steps of the large run that were begun while a small one waited, and how many were left when it was approved. */
  wentBefore: number;
  wereLeft: number;
}

/** How a severe run fares when less severe work is queued. */
export interface Severe {
  /** Steps of less severe runs that were begun between the click for the severe one and its last step. */
  wentBefore: number;
  wereLeft: number;
}

const belongsTo = (doors: string) => (w: Written) => w.door.startsWith(`${doors}-`);

async function clickToEnd(people: People, plan: string): Promise<number> {
  const from = performance.now();
  await people.approve(plan);
  await people.ended(plan);
  return performance.now() - from;
}

/** Resolves when the cloud has seen this many changes; gives what it saw. */
async function seen(stand: Stand, count: number): Promise<Written[]> {
  const all: Written[] = [];
  while (all.length < count) {
    all.push(...(await stand.cloud()).written);
    await new Promise((again) => setTimeout(again, 10));
  }
  return all;
}

/** @param small Doors of a small run. @param large Doors of the large one. */
export async function measureFair(
  stand: Stand,
  people: People,
  small: number,
  large: number,
  times: number,
): Promise<Fair> {
  const incident = await people.declare(2);
  const alone: number[] = [];
  // The first one opens connections.
  for (let i = -1; i < times; i++) {
    const ms = await clickToEnd(people, (await people.plan(await people.declare(2), small)).plan);
    if (i >= 0) alone.push(ms);
  }
  const big = await people.plan(incident, large);
  const plans: string[] = [];
  for (let i = 0; i < times; i++) plans.push((await people.plan(await people.declare(2), small)).plan);
  await stand.cloud();
  const over = clickToEnd(people, big.plan);
  let begun = (await seen(stand, large / 20)).filter(belongsTo(big.doors)).length;
  const beside: { ms: number; wentBefore: number; wereLeft: number }[] = [];
  for (const plan of plans) {
    begun += (await stand.cloud()).written.filter(belongsTo(big.doors)).length;
    const wereLeft = large - begun;
    const ms = await clickToEnd(people, plan);
    const wentBefore = (await stand.cloud()).written.filter(belongsTo(big.doors)).length;
    begun += wentBefore;
    // Beside the last steps of the large run there is nobody to wait for.
    if (wereLeft >= large / 4) beside.push({ ms, wentBefore, wereLeft });
  }
  await over;
  return {
    aloneMs: median(alone),
    besideMs: median(beside.map((b) => b.ms)),
    wentBefore: median(beside.map((b) => b.wentBefore)),
    wereLeft: median(beside.map((b) => b.wereLeft)),
  };
}

/** Queues `runs` runs of `count` doors at SEV3, and then one of the same size at SEV1. */
export async function measureSevere(stand: Stand, people: People, runs: number, count: number): Promise<Severe> {
  const made = async (severity: number) => people.plan(await people.declare(severity), count);
  const queued = [];
  for (let i = 0; i < runs; i++) queued.push(await made(3));
  const severe = await made(1);
  await stand.cloud();
  await Promise.all(queued.map(({ plan }) => people.approve(plan)));
  const begun = (await seen(stand, count)).length;
  await people.approve(severe.plan);
  const since = (await stand.cloud()).written.length;
  await people.ended(severe.plan);
  const after = (await stand.cloud()).written;
  const last = after.findLastIndex(belongsTo(severe.doors));
  const wentBefore = after.slice(0, last + 1).filter((w) => !belongsTo(severe.doors)(w)).length;
  await Promise.all(queued.map(({ plan }) => people.ended(plan)));
  return { wentBefore, wereLeft: runs * count - begun - since };
}
