import type { Working } from '../../job/queue.ts';
import { within } from '../timer.ts';
import type { Backend, Waker } from './backend.ts';

type Complain = (what: string, error: unknown) => void;

/** Starts a worker. Whatever goes wrong in it is told to `complain` and never thrown: nobody waits for a worker. */
export async function startWorking(
  backend: Backend,
  handle: (id: string) => Promise<void>,
  concurrency: number,
  complain: Complain,
): Promise<Working> {
  const worker = backend.worker(async ({ id }) => {
    try {
      await handle(id);
    } catch (error) {
      // Not tried again here: the record knows what is due, and the sweeper wakes it.
      complain(`Waking ${id} failed.`, error);
    }
  }, concurrency);
  worker.on('error', (error) => complain('The queue has trouble.', error));
  await within(3000, worker.waitUntilReady()).catch((error) => complain('The queue is not ready.', error));
  let closing: Promise<void> | undefined;
  return {
    close(limitMs) {
      closing ??= stop(worker, limitMs, complain);
      return closing;
    },
  };
}

/** BullMQ's own close waits without limit, and cannot be hurried once it has begun: so pause first, then force. */
async function stop(worker: Waker, limitMs: number, complain: Complain): Promise<void> {
  const until = performance.now() + limitMs;
  const paused = await within(limitMs - Math.min(500, limitMs / 4), worker.pause()).catch((error) => {
    complain('Pausing the worker failed.', error);
    return 'late' as const;
  });
  if (paused === 'late') complain('Work was still in hand when the worker was stopped.', 'its lease will run out');
  const closed = await within(until - performance.now(), worker.close(true)).catch(() => 'late' as const);
  if (closed === 'late') void worker.disconnect().catch(() => undefined);
}
