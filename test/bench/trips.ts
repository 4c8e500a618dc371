import { setTimeout } from 'node:timers/promises';
import { startQuell } from '../../src/process/start.ts';
import { ended, planned, press } from './ask.ts';
import type { Backends } from './backends.ts';
import { because, type Cause, countTrips, type Kind, type Trip } from './counter.ts';
import type { Doors } from './doors.ts';
import { median } from './numbers.ts';
import { onDoors } from './running.ts';
import { shutting } from './shut-door.ts';
import { DOORS } from './steps.ts';

/** Round trips from one click until its one step is proven and shown. The median of several clicks, so that a sweep in between is not counted. */
export interface Trips {
  /** To the record. */
  click: number;
  worker: number;
  cards: number;
  /** To the queue: wake-ups given, taken and finished. */
  queue: number;
  /** From the click to the first change, both in a row: what a person waits for. */
  beforeFirstChange: number;
}

const ROUNDS = 15;
const CALM_MS = 30;

function count(trips: readonly Trip[], kind: Kind, cause?: Cause): number {
  return trips.filter((t) => t.kind === kind && (cause === undefined || t.cause === cause)).length;
}

async function once(quell: Parameters<typeof press>[0], doors: Doors, seen: Trip[], statements?: Trip[]) {
  const { plan } = await planned(quell, 1);
  await quell.shown();
  await setTimeout(CALM_MS);
  seen.length = 0;
  const [write] = await doors.watch({ write: true });
  await because('click', () => press(quell, 'bo', 'approve', plan));
  const atMs = await write;
  await because('other', () => ended(quell, plan, 'contained'));
  await quell.shown();
  await setTimeout(CALM_MS);
  statements?.push(...seen);
  const inTime = seen.filter((t) => t.atMs < atMs && (t.kind === 'queue' || t.cause !== 'cards'));
  return {
    click: count(seen, 'record', 'click'),
    worker: count(seen, 'record', 'worker'),
    cards: count(seen, 'record', 'cards'),
    queue: count(seen, 'queue'),
    beforeFirstChange: inTime.length,
  };
}

/** Chat and worker as two Quells in this process, so that their statements can be told apart. */
export async function measureTrips(backends: Backends, doors: Doors, redisUrl: string | undefined): Promise<Trips> {
  const databaseUrl = await backends.database();
  const setup = (role: 'chat' | 'worker') =>
    onDoors({ databaseUrl, redisUrl, doorsUrl: doors.url, playbooks: [shutting(1), shutting(DOORS)], roles: [role] });
  const counter = countTrips();
  const chat = await because('cards', () => startQuell(setup('chat')));
  const worker = await because('worker', () => startQuell(setup('worker')));
  try {
    const taken: Trips[] = [];
    for (let i = 0; i < ROUNDS; i++) taken.push(await once(chat, doors, counter.trips));
    const middle = (name: keyof Trips) => median(taken.map((t) => t[name]));
    return {
      click: middle('click'),
      worker: middle('worker'),
      cards: middle('cards'),
      queue: middle('queue'),
      beforeFirstChange: middle('beforeFirstChange'),
    };
  } finally {
    await worker.close();
    await chat.close();
    counter.stop();
  }
}
