import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openQueue } from '../../../src/edge/queue/open.ts';
import type { Queue } from '../../../src/job/queue.ts';
import { type Quell, startQuell } from '../../../src/process/start.ts';
import { freshDatabase } from '../../postgres.ts';
import { companySetup } from '../../scale/company.ts';
import { housesEdge } from '../../scale/house.ts';
import { hasSentinel, type Sentinels, startSentinels } from './sentinel-servers.ts';

const here = hasSentinel();
const title = here ? 'behind three sentinels' : 'behind three sentinels (needs a redis-server)';
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const databaseUrl = 'postgres://quell@127.0.0.1:1/unused';

/** Ms that workers may need to come back: BullMQ waits 5 s at most, then a socket that stays silent is given up. */
const BACK = 20_000;

describe.skipIf(!here)(title, () => {
  let sentinels: Sentinels;
  const closers: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    sentinels = await startSentinels();
  }, 20_000);
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
    await sentinels.close();
  }, 20_000);

  const open = async (): Promise<Queue> => {
    const queue = await openQueue({ redisUrl: sentinels.url, databaseUrl, log: quiet });
    closers.push(() => queue.close(500));
    return queue;
  };

  /** Workers with room for one wake-up each, so that as many as there are must be awake for all to be taken at once. */
  const canaries = async (names: readonly string[]) => {
    let awake = new Set<string>();
    let all = Promise.withResolvers<void>();
    for (const name of names) {
      const handle = async () => {
        awake.add(name);
        if (awake.size === names.length) all.resolve();
        await all.promise;
      };
      await (await open()).work(handle, { concurrency: 1 });
    }
    const chat = await open();
    /** Asks until every worker holds a canary at the same time; gives the ms that it took. */
    return async (limitMs: number): Promise<number> => {
      awake = new Set();
      all = Promise.withResolvers<void>();
      const from = performance.now();
      let over = false;
      void all.promise.then(() => (over = true));
      for (let i = 0; !over; i++) {
        if (performance.now() - from > limitMs) {
          all.resolve();
          throw new Error(`only ${[...awake].join(', ') || 'nobody'} of ${names.join(', ')} took a canary`);
        }
        await chat.wake(names.map((name) => ({ id: `canary/${i}-${name}` })));
        await Promise.race([all.promise, new Promise((again) => setTimeout(again, 90))]);
      }
      return performance.now() - from;
    };
  };

  test('a run whose primary is killed in the middle of it is carried out to its end, every door once', async () => {
    const { url, drop } = await freshDatabase();
    closers.push(drop);
    const calls: string[] = [];
    const shut = new Set<string>();
    const slowly = () => new Promise((done) => setTimeout(done, 5));
    const edge = housesEdge(() => ({
      now: async () => new Date(),
      isOpen: async (door) => slowly().then(() => !shut.has(door)),
      shut: async (door) => {
        await slowly();
        calls.push(door);
        shut.add(door);
        return new Date();
      },
    }));
    const start = async (role: 'chat' | 'worker'): Promise<Quell> => {
      const orders = {
        roles: [role],
        databaseUrl: url,
        redisUrl: sentinels.url,
        sizes: [120],
        concurrency: 2,
        perAccount: 8,
      };
      const quell = await startQuell(companySetup({ ...orders, edge, log: quiet }));
      closers.push(() => quell.close());
      return quell;
    };
    const chat = await start('chat');
    for (let i = 0; i < 3; i++) await start('worker');
    const who = (user: string) => ({
      who: { surface: 'console', tenant: 'local', user } as const,
      dedupe: `${user} ${Math.random()}`,
    });
    await chat.front.command('declare the house is open', who('ana'));
    const { data } = await chat.front.command('contain shut-120 doors=d', who('ana'));
    const { plan } = data as { plan: string };
    await chat.front.press('approve', plan, {}, who('bo'));

    await expect.poll(() => calls.length, { timeout: 10_000, interval: 5 }).toBeGreaterThan(20);
    const old = await sentinels.primary();
    sentinels.signal(old, 'SIGKILL');
    const before = calls.length;
    expect(before).toBeLessThan(100);
    await sentinels.moved(old);
    await expect.poll(async () => (await chat.desk.jobs.runOf(plan)).state, { timeout: BACK }).toBe('contained');
    expect(calls.toSorted()).toEqual([...shut].toSorted());
    expect(shut.size).toBe(120);
  }, 60_000);

  test('every worker goes on after the primary was killed, and after the roles were changed as planned', async () => {
    const sing = await canaries(['a', 'b', 'c']);
    await sing(5000);
    const first = await sentinels.primary();
    sentinels.signal(first, 'SIGKILL');
    await sentinels.moved(first);
    await sing(BACK);
    await sentinels.restart(first);
    await sentinels.settled();
    const second = await sentinels.primary();
    await sentinels.failover();
    await sentinels.moved(second);
    await sing(BACK);
  }, 60_000);

  test('no worker stays with a primary that hangs: its connections stay open, and nothing ever comes over them', async () => {
    const sing = await canaries(['a', 'b', 'c']);
    await sing(5000);
    const old = await sentinels.primary();
    sentinels.signal(old, 'SIGSTOP');
    await sentinels.moved(old);
    await sing(BACK);
  }, 60_000);
});
