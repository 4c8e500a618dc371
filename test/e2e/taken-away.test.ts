import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { within } from '../../src/edge/timer.ts';
import { hasRedis, startRedis } from '../edge/queue/redis-server.ts';
import { freshDatabase } from '../postgres.ts';
import { type SteadyAddress, steadyAddress } from './steady-address.ts';
import type { Orders, Told } from './taken-away-process.ts';

/** What a process does when its servers go: each for so many times, a little later in it each time. */
const MOMENTS = ['opening', 'open', 'closing'] as const;
const ROUNDS = Number(process.env.QUELL_OUTAGE_RUNS ?? 6);
/** Ms for which they are gone; and by which one round is later than the one before, over what such a moment lasts. */
const GONE_MS = 25;
/** Ms in which even a busy machine comes round. */
const STUCK_MS = 30_000;
const LASTS_MS = { opening: 90, open: 90, closing: 12 };

const closers: (() => Promise<unknown>)[] = [];
let fresh: Awaited<ReturnType<typeof freshDatabase>>;
let record: SteadyAddress;
beforeEach(async () => {
  fresh = await freshDatabase();
  closers.push(() => fresh.drop());
  record = await doorTo(inject('postgres'));
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function doorTo(url: string): Promise<SteadyAddress> {
  const door = await steadyAddress(() => Number(new URL(url).port));
  closers.push(() => door.close());
  return door;
}

const through = (door: SteadyAddress, url: string) => {
  const at = new URL(url);
  at.port = String(door.port);
  return at.href;
};

/** A process that opens and closes all the time; what nobody in it waited for. */
async function start(orders: Orders) {
  const child: ChildProcess = fork(join(import.meta.dirname, 'taken-away-process.ts'), [JSON.stringify(orders)]);
  const gone = once(child, 'exit');
  closers.push(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  const uncaught: string[] = [];
  const waiting = new Map<string, () => void>();
  child.on('message', (told: Told) => {
    if ('uncaught' in told) uncaught.push(told.uncaught);
    else waiting.get(told.doing)?.();
  });
  return {
    uncaught,
    /** Resolves at the next beginning of this; a process that comes to nothing more is told from one that is slow. */
    async next(wanted: string): Promise<void> {
      const begins = Promise.withResolvers<void>();
      waiting.set(wanted, begins.resolve);
      if ((await within(STUCK_MS, begins.promise)) === 'late') throw new Error(`never ${wanted} again`);
    },
    async stop(): Promise<number | null> {
      child.send('stop');
      return ((await gone) as [number | null])[0];
    },
  };
}

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Takes the servers away at every moment, and gives back what nobody in the process was told of. */
async function takeAway(orders: Orders, doors: SteadyAddress[]): Promise<string[]> {
  const quell = await start(orders);
  for (let round = 0; round < ROUNDS; round++) {
    for (const moment of MOMENTS) {
      await quell.next(moment);
      await wait((LASTS_MS[moment] * round) / ROUNDS);
      for (const door of doors) door.away();
      await wait(GONE_MS);
      for (const door of doors) await door.back();
    }
  }
  // It still is what it was: it opens, stays open, and ends in order.
  await quell.next('open');
  await quell.next('closed');
  expect(await quell.stop()).toBe(0);
  return quell.uncaught;
}

describe('a server that is taken away while a process connects, works and closes', () => {
  it('PostgreSQL, with record and queue: nothing goes wrong that nobody is told of', async () => {
    const url = through(record, fresh.url);
    expect(await takeAway({ databaseUrl: url }, [record])).toEqual([]);
  }, 120_000);

  it.skipIf(!hasRedis())(
    'Redis, with the queue: the same (needs a redis-server)',
    async () => {
      const server = await startRedis();
      closers.push(() => server.kill());
      const queue = await doorTo(server.url);
      const redisUrl = through(queue, server.url);
      expect(await takeAway({ databaseUrl: fresh.url, redisUrl }, [queue])).toEqual([]);
    },
    120_000,
  );

  it.skipIf(!hasRedis())(
    'both at once: the same (needs a redis-server)',
    async () => {
      const server = await startRedis();
      closers.push(() => server.kill());
      const queue = await doorTo(server.url);
      const databaseUrl = through(record, fresh.url);
      const redisUrl = through(queue, server.url);
      expect(await takeAway({ databaseUrl, redisUrl }, [record, queue])).toEqual([]);
    },
    120_000,
  );
});
