import { setTimeout } from 'node:timers/promises';
import { type Quell, startQuell } from '../../../src/process/start.ts';
import type { Backends } from '../backends.ts';
import type { Doors } from '../doors/doors.ts';
import { ended, planned, press } from '../product/ask.ts';
import { onDoors } from '../product/running.ts';
import { median } from '../report/numbers.ts';
import { PLAYBOOKS } from './bed.ts';
import { because, type Cause, countTrips, type Kind, type Trip } from './counter.ts';
import { LARGE } from './sizes.ts';

/** Round trips from one click until every step of its run is proven and shown. */
export interface RunTrips {
  /** To the record. */
  click: number;
  worker: number;
  cards: number;
  /** To the queue: wake-ups given, taken and finished. */
  queue: number;
  /** From the click to the first change, both in a row: what a person waits for. */
  beforeFirstChange: number;
}

/** Medians of several clicks, so that a sweep in between is not counted. */
export interface Trips {
  one: RunTrips;
  large: RunTrips;
  /** What one step more costs: the difference by the steps in it, so that what a run costs once is not in it. */
  perStep: { record: number; queue: number };
}

const ROUNDS = 11;
const CALM_MS = 30;

function count(trips: readonly Trip[], kind: Kind, cause?: Cause): number {
  return trips.filter((t) => t.kind === kind && (cause === undefined || t.cause === cause)).length;
}

async function once(quell: Quell, doors: Doors, seen: Trip[], playbook: string): Promise<RunTrips> {
  const { plan } = await planned(quell, playbook);
  await quell.shown();
  await setTimeout(CALM_MS);
  seen.length = 0;
  const [write] = await doors.watch({ write: true });
  await because('click', () => press(quell, 'bo', 'approve', plan));
  const atMs = await write;
  await because('other', () => ended(quell, plan, 'contained'));
  await because('cards', () => quell.shown());
  await setTimeout(CALM_MS);
  const inTime = seen.filter((t) => t.atMs < atMs && (t.kind === 'queue' || t.cause !== 'cards'));
  return {
    click: count(seen, 'record', 'click'),
    worker: count(seen, 'record', 'worker'),
    cards: count(seen, 'record', 'cards'),
    queue: count(seen, 'queue'),
    beforeFirstChange: inTime.length,
  };
}

async function several(quell: Quell, doors: Doors, seen: Trip[], playbook: string): Promise<RunTrips> {
  const taken: RunTrips[] = [];
  for (let i = 0; i < ROUNDS; i++) taken.push(await once(quell, doors, seen, playbook));
  const middle = (name: keyof RunTrips) => median(taken.map((t) => t[name]));
  return {
    click: middle('click'),
    worker: middle('worker'),
    cards: middle('cards'),
    queue: middle('queue'),
    beforeFirstChange: middle('beforeFirstChange'),
  };
}

/** Chat and worker as two Quells in this process, so that their statements can be told apart. */
export async function measureTrips(backends: Backends, doors: Doors, redisUrl: string | undefined): Promise<Trips> {
  const databaseUrl = await backends.database();
  const setup = (role: 'chat' | 'worker') =>
    onDoors({ databaseUrl, redisUrl, doorsUrl: doors.url, playbooks: PLAYBOOKS, roles: [role] });
  const counter = countTrips();
  const chat = await because('cards', () => startQuell(setup('chat')));
  const worker = await because('worker', () => startQuell(setup('worker')));
  try {
    const one = await several(chat, doors, counter.trips, 'shut-1');
    const large = await several(chat, doors, counter.trips, `shut-${LARGE}`);
    const more = (name: keyof RunTrips) => (large[name] - one[name]) / (LARGE - 1);
    return { one, large, perStep: { record: more('worker'), queue: more('queue') } };
  } finally {
    await worker.close();
    await chat.close();
    counter.stop();
  }
}
