import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openQueue, type QueueOptions } from '../../../src/edge/queue/open.ts';
import type { Queue } from '../../../src/job/queue.ts';

/** A store that a test owns entirely. */
export interface Store {
  options: QueueOptions;
  /** Loses everything, as an operator or an outage could. */
  wipe(): Promise<void>;
  stop(): Promise<void>;
}

const PATIENCE = { timeout: 8000, interval: 10 };

/** What every store must do for wake-ups, whichever it is. */
export function queueContract(name: string, start: () => Promise<Store>): void {
  describe(`a queue on ${name}`, () => {
    let store: Store;
    const opened: Queue[] = [];
    const escaped: unknown[] = [];
    const note = (error: unknown) => void escaped.push(error);

    const open = async (): Promise<Queue> => {
      const queue = await openQueue(store.options);
      opened.push(queue);
      return queue;
    };

    beforeAll(async () => {
      process.on('unhandledRejection', note);
      store = await start();
    }, 30_000);
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((queue) => queue.close(1000)));
      await store.wipe();
      expect(escaped).toEqual([]);
    });
    afterAll(async () => {
      await store.stop();
      process.off('unhandledRejection', note);
    });

    /** Opens a queue whose worker writes down what it is handed. */
    const listening = async (concurrency = 5): Promise<{ queue: Queue; got: string[] }> => {
      const queue = await open();
      const got: string[] = [];
      await queue.work(async (id) => void got.push(id), { concurrency });
      return { queue, got };
    };

    test('says where it is, without a password', async () => {
      const queue = await open();
      await queue.ready();
      expect(queue.describe()).toMatch(/^(Redis \d+\.\d+\.\d+|PostgreSQL) at 127\.0\.0\.1:\d+/);
      expect(queue.describe()).not.toContain('quell:');
    });

    test('delivers each of a thousand wake-ups', async () => {
      const { queue, got } = await listening(20);
      const ids = Array.from({ length: 1000 }, (_, i) => `run-1/step-${i}`);
      await queue.wake(ids.map((id) => ({ id })));
      await vi.waitFor(() => expect(new Set(got).size).toBe(1000), { timeout: 30_000, interval: 50 });
      expect([...got].sort()).toEqual([...ids].sort());
    }, 40_000);

    test('keeps a wake-up until somebody works, and says how many it keeps', async () => {
      const queue = await open();
      await queue.wake([{ id: 'run/early', priority: 3 }]);
      expect(await queue.waiting()).toBe(1);
      const { got } = await listening();
      await vi.waitFor(() => expect(got).toEqual(['run/early']), PATIENCE);
    });

    test('wakes an id again that is being worked on: what came meanwhile is not lost', async () => {
      const queue = await open();
      const got: string[] = [];
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await queue.work(
        async (id) => {
          got.push(id);
          if (got.length === 1) await held;
        },
        { concurrency: 1 },
      );
      await queue.wake([{ id: 'run/a' }]);
      await vi.waitFor(() => expect(got).toEqual(['run/a']), PATIENCE);
      await queue.wake([{ id: 'run/a' }]);
      release();
      await vi.waitFor(() => expect(got).toEqual(['run/a', 'run/a']), PATIENCE);
    });

    test('honours a delay', async () => {
      const { queue, got } = await listening();
      const start = performance.now();
      await queue.wake([{ id: 'run/later' }], { delayMs: 400 });
      await queue.wake([{ id: 'run/now' }]);
      await vi.waitFor(() => expect(got).toContain('run/later'), PATIENCE);
      expect(performance.now() - start).toBeGreaterThanOrEqual(390);
      expect(got).toEqual(['run/now', 'run/later']);
    });

    test('hands out urgent wake-ups first', async () => {
      const queue = await open();
      await queue.wake([{ id: 'run/low', priority: 9 }]);
      await queue.wake([{ id: 'run/high', priority: 1 }]);
      const got: string[] = [];
      await queue.work(async (id) => void got.push(id), { concurrency: 1 });
      await vi.waitFor(() => expect(got).toEqual(['run/high', 'run/low']), PATIENCE);
    });

    test('works on no more at once than it was told', async () => {
      const queue = await open();
      let now = 0;
      let most = 0;
      let done = 0;
      await queue.work(
        async () => {
          most = Math.max(most, ++now);
          await new Promise((resolve) => setTimeout(resolve, 15));
          now--;
          done++;
        },
        { concurrency: 3 },
      );
      await queue.wake(Array.from({ length: 30 }, (_, i) => ({ id: `run/${i}` })));
      await vi.waitFor(() => expect(done).toBe(30), PATIENCE);
      expect(most).toBe(3);
    });

    test('goes on after a handler threw', async () => {
      const queue = await open();
      const got: string[] = [];
      await queue.work(
        async (id) => {
          got.push(id);
          if (id === 'run/bad') throw new Error('as a bug would');
        },
        { concurrency: 1 },
      );
      await queue.wake([{ id: 'run/bad' }, { id: 'run/good' }]);
      await vi.waitFor(() => expect(got).toEqual(['run/bad', 'run/good']), PATIENCE);
    });

    test('is usable after everything in it was deleted', async () => {
      const { queue, got } = await listening();
      await queue.wake([{ id: 'run/forgotten' }], { delayMs: 60_000 });
      await store.wipe();
      await queue.wake([{ id: 'run/after' }]);
      await queue.wake([{ id: 'run/later' }], { delayMs: 100 });
      await vi.waitFor(() => expect(got).toEqual(['run/after', 'run/later']), PATIENCE);
    });

    test('closes within its limit although a handler hangs', async () => {
      const queue = await open();
      let started = false;
      const forever = Promise.withResolvers<void>();
      await queue.work(
        async () => {
          started = true;
          await forever.promise;
        },
        { concurrency: 1 },
      );
      await queue.wake([{ id: 'run/hangs' }]);
      await vi.waitFor(() => expect(started).toBe(true), PATIENCE);
      const start = performance.now();
      await queue.close(800);
      expect(performance.now() - start).toBeLessThan(1300);
      forever.resolve();
    });

    test('waits for work in hand while there is time', async () => {
      const queue = await open();
      let finished = false;
      let started = false;
      const working = await queue.work(
        async () => {
          started = true;
          await new Promise((resolve) => setTimeout(resolve, 90));
          finished = true;
        },
        { concurrency: 1 },
      );
      await queue.wake([{ id: 'run/short' }]);
      await vi.waitFor(() => expect(started).toBe(true), PATIENCE);
      await working.close(5000);
      expect(finished).toBe(true);
    });

    test('delivers again what a worker that died had in hand', async () => {
      const dying = await open();
      const forever = Promise.withResolvers<void>();
      let started = false;
      const working = await dying.work(
        async () => {
          started = true;
          await forever.promise;
        },
        { concurrency: 1 },
      );
      await dying.wake([{ id: 'run/orphan' }]);
      await vi.waitFor(() => expect(started).toBe(true), PATIENCE);
      await working.close(50);
      const { got } = await listening();
      // Its lock has to run out (10 s) and somebody has to look (every 5 s).
      await vi.waitFor(() => expect(got).toEqual(['run/orphan']), { timeout: 25_000, interval: 90 });
      forever.resolve();
    }, 35_000);

    describe('schedules', () => {
      const everySecond = { pattern: '* * * * * *', tz: 'Europe/Berlin' };

      test('fire as `drill:<name>`, once a time however often they were set', async () => {
        const { queue, got } = await listening();
        const second = await open();
        for (let i = 0; i < 3; i++) {
          await Promise.all([queue.schedule('weekly', everySecond), second.schedule('weekly', everySecond)]);
        }
        const start = performance.now();
        await vi.waitFor(() => expect(got.length).toBeGreaterThanOrEqual(2), PATIENCE);
        expect(new Set(got)).toEqual(new Set(['drill:weekly']));
        expect(got.length).toBeLessThanOrEqual((performance.now() - start) / 1000 + 2);
      });

      test('come back within a minute after everything in the queue was deleted', async () => {
        vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
        try {
          const { queue, got } = await listening();
          await queue.schedule('weekly', everySecond);
          await store.wipe();
          got.length = 0;
          await vi.advanceTimersByTimeAsync(60_000);
          await vi.waitFor(() => expect(got).toContain('drill:weekly'), PATIENCE);
        } finally {
          vi.useRealTimers();
        }
      });

      test('end when they are not kept', async () => {
        const { queue, got } = await listening();
        await queue.schedule('kept', everySecond);
        await queue.schedule('dropped', everySecond);
        await queue.unschedule(['kept']);
        got.length = 0;
        await vi.waitFor(() => expect(got.length).toBeGreaterThanOrEqual(2), PATIENCE);
        expect(new Set(got)).toEqual(new Set(['drill:kept']));
      });

      test.each([
        ['a pattern that is none', { pattern: 'weekly', tz: 'UTC' }, /cron pattern/],
        ['an hour that does not exist', { pattern: '0 25 * * *', tz: 'UTC' }, /refused/],
        ['a time zone on no map', { pattern: '0 10 * * 1', tz: 'Mars/Olympus' }, /time zone/],
      ])('are refused with %s', async (_name, times, message) => {
        const queue = await open();
        await expect(queue.schedule('weekly', times)).rejects.toMatchObject({
          code: 'queue.schedule',
          message: expect.stringMatching(message),
          fix: expect.stringMatching(/\.$/),
        });
      });
    });
  });
}
