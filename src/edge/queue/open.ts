import { Fault } from '../../domain/fault.ts';
import type { Queue, Working } from '../../job/queue.ts';
import type { Log } from '../../job/worker.ts';
import { within } from '../timer.ts';
import { type Backend, postgresBackend, redisBackend, type Wakes } from './backend.ts';
import { complaints } from './complaints.ts';
import { redisAddress } from './redis-address.ts';
import { checkRedis } from './redis-check.ts';
import { Schedules } from './schedules.ts';
import { startWorking } from './working.ts';

export interface QueueOptions {
  /** `redis://`, `rediss://` or `redis+sentinel://`; without it the queue lives in PostgreSQL. */
  redisUrl?: string;
  databaseUrl: string;
  log?: Log;
}

const ANSWER_MS = 3000;
/** Creating the tables takes a second on a small machine. */
const MIGRATE_MS = 20_000;
const CHUNK = 500;

/**
 * Opens the queue, on Redis when it is configured and else in PostgreSQL.
 * @throws Fault `queue.*` when it may lose work by design (eviction), is too old, or cannot be reached or entered.
 */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  const complain = complaints(options.log);
  const backend = await chooseBackend(options, complain);
  const wakes = backend.producer();
  wakes.on('error', (error) => complain('The queue has trouble.', error));
  try {
    const ready = await within(MIGRATE_MS, wakes.waitUntilReady());
    if (ready === 'late') throw new Error(`not ready within ${MIGRATE_MS / 1000} s`);
  } catch (error) {
    backend.disconnect();
    void wakes.close().catch(() => undefined);
    throw unreachable(backend, error);
  }
  return makeQueue(backend, wakes, complain);
}

type Complain = (what: string, error: unknown) => void;

async function chooseBackend({ redisUrl, databaseUrl }: QueueOptions, complain: Complain): Promise<Backend> {
  if (redisUrl === undefined) return postgresBackend(databaseUrl);
  const address = redisAddress(redisUrl);
  const version = await checkRedis(address);
  return redisBackend(address, version, (error) => complain('Redis has trouble.', error));
}

function makeQueue(backend: Backend, wakes: Wakes, complain: Complain): Queue {
  const schedules = new Schedules(wakes, complain);
  const workings = new Set<Working>();
  let closing: Promise<void> | undefined;
  return {
    // No deduplication: a stray key of BullMQ's would swallow every later wake-up of that id; one too many costs a look.
    async wake(given, { delayMs } = {}) {
      const delay = delayMs ? { delay: delayMs } : {};
      try {
        for (let i = 0; i < given.length; i += CHUNK) {
          const jobs = given.slice(i, i + CHUNK).map(({ id, priority }) => ({
            name: 'wake',
            data: { id },
            opts: { ...delay, ...(priority ? { priority } : {}) },
          }));
          const [first] = jobs;
          // One alone goes the short way: most wake-ups do, and somebody waits for the first of them.
          const adding: Promise<unknown> =
            jobs.length === 1 ? wakes.add('wake', first!.data, first!.opts) : wakes.addBulk(jobs);
          const added = await within(ANSWER_MS, adding);
          if (added === 'late') throw new Error(`no answer within ${ANSWER_MS / 1000} s`);
        }
      } catch (error) {
        // A hint that was lost is not an error of whoever gave it: the work is in the record, and the sweeper finds it.
        complain('A wake-up could not be queued.', error);
      }
    },
    async work(handle, { concurrency }) {
      const working = await startWorking(backend, handle, concurrency, complain);
      workings.add(working);
      return working;
    },
    schedule: (name, times) => answered(schedules.set(name, times)),
    unschedule: (keep) => answered(schedules.keepOnly(keep)),
    async waiting() {
      const counts = await within(ANSWER_MS, wakes.getJobCounts('wait', 'prioritized')).catch(() => 'late' as const);
      return counts === 'late' ? 0 : Object.values(counts.value).reduce((sum, n) => sum + n, 0);
    },
    async ready() {
      await answered(wakes.getJobCounts('wait'));
    },
    close(limitMs) {
      closing ??= close(limitMs);
      return closing;
    },
    describe: () => backend.shown,
  };

  async function answered(question: Promise<unknown>): Promise<void> {
    const answer = await within(ANSWER_MS, question).catch((error) => {
      throw unreachable(backend, error);
    });
    if (answer === 'late') throw unreachable(backend, new Error(`no answer within ${ANSWER_MS / 1000} s`));
  }

  async function close(limitMs: number): Promise<void> {
    schedules.stop();
    const until = performance.now() + limitMs;
    await Promise.all([...workings].map((working) => working.close(limitMs * 0.9)));
    await within(until - performance.now(), wakes.close()).catch((error) =>
      complain('Closing the queue failed.', error),
    );
    backend.disconnect();
  }
}

function unreachable(backend: Backend, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const said = error instanceof Error ? error.message || error.name : String(error);
  return new Fault({
    code: 'queue.unreachable',
    message: `The queue (${backend.shown}) does not answer: ${said.replace(/\.+$/, '')}.`,
    fix: 'Start it, or mend REDIS_URL or DATABASE_URL. Work that is due waits in the record and goes on by itself.',
    retry: 'later',
    cause: error,
  });
}
