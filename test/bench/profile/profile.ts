import { writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { type Quell, startQuell } from '../../../src/process/start.ts';
import type { QueueName } from '../asked.ts';
import type { Backends } from '../backends.ts';
import { nowMs } from '../clock.ts';
import type { Doors } from '../doors/doors.ts';
import { PLAYBOOKS } from '../measure/bed.ts';
import { click } from '../measure/click.ts';
import { because, countTrips, type Trip } from '../measure/counter.ts';
import { SMALL } from '../measure/sizes.ts';
import { carryOut, INCIDENTS } from '../measure/steps.ts';
import { planned, plannedAll, press } from '../product/ask.ts';
import { onDoors } from '../product/running.ts';
import { awaited } from './awaited.ts';
import { type By, profiled, selfTimes, type Window } from './profiled.ts';
import { waterfall } from './waterfall.ts';

export type What = 'click' | 'steps' | 'large';

const WARM_UP = 30;
const CLICKS = 100;
const ROUNDS = 8;
const LARGE_ROUNDS = 2;
const LARGEST = 1000;
const TOP: Record<By, number> = { package: 14, file: 30, function: 30 };

/** One approval, profiled from the click until the first change and what directly follows. */
async function clicked(quell: Quell, doors: Doors): Promise<Window> {
  const { plan } = await planned(quell, 'shut-1');
  await quell.shown();
  await setTimeout(3);
  const [write] = await doors.watch({ write: true });
  const fromMs = nowMs();
  await Promise.all([press(quell, 'bo', 'approve', plan), write]);
  return { fromMs, toMs: await write };
}

async function carried(quell: Quell, doors: Doors): Promise<Window> {
  const plans = await plannedAll(quell, INCIDENTS, `shut-${SMALL}`);
  const fromMs = nowMs();
  await carryOut(quell, doors, plans, INCIDENTS * SMALL);
  return { fromMs, toMs: nowMs() };
}

async function large(quell: Quell, doors: Doors): Promise<Window> {
  const plans = await plannedAll(quell, 1, `shut-${LARGEST}`);
  const fromMs = nowMs();
  const ms = await carryOut(quell, doors, plans, LARGEST);
  return { fromMs, toMs: fromMs + ms };
}

const WORK = {
  click: { times: CLICKS, per: 'click', once: clicked },
  steps: { times: ROUNDS, per: 'round of 64 steps', once: carried },
  large: { times: LARGE_ROUNDS, per: `run of ${LARGEST} steps`, once: large },
};

async function cpu(
  backends: Backends,
  doors: Doors,
  redisUrl: string | undefined,
  what: What,
  file: string,
): Promise<string> {
  const databaseUrl = await backends.database();
  const quell = await startQuell(onDoors({ databaseUrl, redisUrl, doorsUrl: doors.url, playbooks: PLAYBOOKS }));
  const { times, per, once } = WORK[what];
  try {
    for (let i = 0; i < WARM_UP; i++) await click({ quell, doors });
    if (what === 'steps') await once(quell, doors);
    const { profile, result: windows } = await profiled(async () => {
      const all: Window[] = [];
      for (let i = 0; i < times; i++) all.push(await once(quell, doors));
      return all;
    });
    await writeFile(file, JSON.stringify(profile));
    const total = windows.reduce((sum, w) => sum + w.toMs - w.fromMs, 0);
    const parts = (['package', 'file', 'function'] as const).map((by) => {
      const rows = selfTimes(profile, windows, by).slice(0, TOP[by]);
      const lines = rows.map(
        ([name, ms]) =>
          `${(ms / times).toFixed(3).padStart(9)} ms ${((ms / total) * 100).toFixed(1).padStart(5)} %  ${name}`,
      );
      return [`self time by ${by}, a ${per}:`, ...lines].join('\n');
    });
    return [`${times} times, ${(total / times).toFixed(2)} ms each; the whole profile: ${file}`, ...parts].join('\n\n');
  } finally {
    await quell.close();
  }
}

/** Chat and worker apart, in this one process, so that their round trips can be told apart. */
async function clickTrips(backends: Backends, doors: Doors, redisUrl: string | undefined): Promise<string> {
  const databaseUrl = await backends.database();
  const setup = (role: 'chat' | 'worker') =>
    onDoors({ databaseUrl, redisUrl, doorsUrl: doors.url, playbooks: PLAYBOOKS, roles: [role] });
  const counter = countTrips();
  const chat = await because('cards', () => startQuell(setup('chat')));
  const worker = await because('worker', () => startQuell(setup('worker')));
  try {
    for (let i = 0; i < WARM_UP; i++) await click({ quell: chat, doors });
    return await waterfall(chat, doors, counter.trips, 21);
  } finally {
    await worker.close();
    await chat.close();
    counter.stop();
  }
}

/** What a round or a run waits for, both roles in one Quell; several wait at the same time. */
async function workTrips(backends: Backends, doors: Doors, redisUrl: string | undefined, what: What): Promise<string> {
  const databaseUrl = await backends.database();
  const counter = countTrips();
  const quell = await startQuell(onDoors({ databaseUrl, redisUrl, doorsUrl: doors.url, playbooks: PLAYBOOKS }));
  const { times, per, once } = WORK[what];
  const seen: Trip[] = [];
  try {
    await once(quell, doors);
    for (let i = 0; i < times; i++) {
      counter.trips.length = 0;
      const { fromMs, toMs } = await once(quell, doors);
      seen.push(...counter.trips.filter((t) => t.atMs >= fromMs && t.atMs <= toMs));
    }
    return `awaited, a ${per}: ms in all, how often, ms each\n${awaited(seen, times)}`;
  } finally {
    await quell.close();
    counter.stop();
  }
}

/** Where the time goes: a CPU profile of the product's process, and one click's round trips. */
export async function profile(
  backends: Backends,
  doors: Doors,
  what: What,
  queues: ReadonlySet<QueueName>,
  file: string,
): Promise<void> {
  for (const queue of queues) {
    const redisUrl = queue === 'redis' ? backends.redisUrl : undefined;
    if (queue === 'redis' && !redisUrl) continue;
    console.log(
      `\n## Queue on ${queue}\n\n${await cpu(backends, doors, redisUrl, what, `${file}-${queue}.cpuprofile`)}`,
    );
    const waits = what === 'click' ? clickTrips : workTrips;
    console.log(`\n${await waits(backends, doors, redisUrl, what)}`);
  }
}
