import type { Check } from '../../domain/action.ts';
import { asFault, Fault } from '../../domain/fault.ts';
import { within } from '../timer.ts';
import { type Backend, postgresBackend, redisBackend } from './backend.ts';
import { redisAddress } from './redis-address.ts';
import { checkRedis, keepsLog } from './redis-check.ts';

export interface QueueExamination {
  redisUrl?: string;
  databaseUrl: string;
}

/** A queue of its own: workers that run meanwhile neither see the canary nor lose a wake-up to it. */
const CANARY = 'doctor';
const LIMIT_MS = 3000;

/**
 * Looks whether the queue may be relied on, and sends a wake-up there and back. Leaves nothing behind.
 * @param limitMs Longest time of each of the three waits.
 */
export async function examineQueue({ redisUrl, databaseUrl }: QueueExamination, limitMs = LIMIT_MS): Promise<Check[]> {
  const what = redisUrl ? 'Queue on Redis' : 'Queue on PostgreSQL';
  try {
    const { backend, log } = redisUrl ? await onRedis(redisUrl) : { backend: postgresBackend(databaseUrl), log: [] };
    const ms = await roundTrip(backend, limitMs);
    return [{ ok: true, what, saw: `${backend.shown}, a wake-up there and back in ${ms} ms` }, ...log];
  } catch (thrown) {
    const { message, fix } = asFault(thrown);
    return [{ ok: false, what, saw: message, fix }];
  }
}

async function onRedis(url: string): Promise<{ backend: Backend; log: Check[] }> {
  const address = redisAddress(url);
  const version = await checkRedis(address);
  const what = 'Queue on Redis, its log';
  const log: Check = (await keepsLog(address))
    ? { ok: true, what, saw: 'on' }
    : {
        ok: true,
        what,
        saw: 'off: a restart forgets what is queued, and workers find it in the record within seconds',
        fix: 'Set `appendonly yes` in redis.conf, and wake-ups outlive a restart.',
      };
  return { backend: redisBackend(address, version, () => undefined), log: [log] };
}

/** Ms from giving a wake-up to its arrival. @throws Fault `queue.silent`, or what the store says */
async function roundTrip(backend: Backend, limitMs: number): Promise<number> {
  const producer = backend.producer(CANARY);
  producer.on('error', () => undefined);
  const arrived = Promise.withResolvers<void>();
  const id = `canary-${process.pid}-${Date.now()}`;
  const worker = backend.worker(async (wakeUp) => (wakeUp.id === id ? arrived.resolve() : undefined), 1, CANARY);
  worker.on('error', () => undefined);
  try {
    const ready = await within(limitMs, worker.waitUntilReady());
    if (ready !== 'late') worker.run().catch(() => undefined);
    const from = performance.now();
    const sent = ready !== 'late' && (await within(limitMs, producer.add('wake', { id })));
    if (!sent || sent === 'late' || (await within(limitMs, arrived.promise)) === 'late') throw silent(backend, limitMs);
    return Math.round(performance.now() - from);
  } finally {
    await within(1000, worker.close(true)).catch(() => undefined);
    await within(1000, producer.obliterate({ force: true })).catch(() => undefined);
    await within(1000, producer.close()).catch(() => undefined);
    backend.disconnect();
  }
}

function silent(backend: Backend, limitMs: number): Fault {
  return new Fault({
    code: 'queue.silent',
    message: `The queue (${backend.shown}) takes wake-ups, and none came back within ${limitMs / 1000} s.`,
    fix: 'Restart what holds it; with a Redis behind a proxy, let blocking commands and scripts through.',
    retry: 'later',
  });
}
