import type { Working } from '../../job/queue.ts';
import { within } from '../timer.ts';
import type { Backend, Waker } from './backend.ts';

type Complain = (what: string, error: unknown) => void;

/** Ms until a worker whose connections could not be made is made anew. */
const AGAIN_MS = 500;
/** Ms that a start waits for its worker: with the queue away, work begins when it is back. */
const READY_MS = 3000;

/** Starts a worker. Whatever goes wrong in it is told to `complain` and never thrown: nobody waits for a worker. */
export async function startWorking(
  backend: Backend,
  handle: (id: string) => Promise<void>,
  concurrency: number,
  complain: Complain,
): Promise<Working> {
  const began = Promise.withResolvers<void>();
  let closing: Promise<void> | undefined;
  let again: NodeJS.Timeout | undefined;
  let worker = open();

  // A worker of BullMQ's that could not connect at first never will, and asks and asks until nothing else of the process
  // gets a turn. So it does not run before it is ready, and one that fails is thrown away.
  function open(): Waker {
    const next = backend.worker(async ({ id }) => {
      try {
        await handle(id);
      } catch (error) {
        // Not tried again here: the record knows what is due, and the sweeper wakes it.
        complain(`Waking ${id} failed.`, error);
      }
    }, concurrency);
    next.on('error', (error) => complain('The queue has trouble.', error));
    next.waitUntilReady().then(
      () => {
        began.resolve();
        next.run().catch((error) => complain('The worker ended.', error));
      },
      (error) => {
        if (closing) return;
        complain('The queue is not ready.', error);
        void next.close(true).catch(() => undefined);
        again = setTimeout(() => {
          worker = open();
        }, AGAIN_MS);
      },
    );
    return next;
  }

  await within(READY_MS, began.promise);
  return {
    close(limitMs) {
      clearTimeout(again);
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
