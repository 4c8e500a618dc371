import type { Fence, JobRecord } from './record.ts';
import { APPLY_LIMIT, LEASE, type Log } from './worker.ts';

export interface Lease {
  /** Ends with the lease, or with the time limit of a change. */
  signal: AbortSignal;
  release(): void;
}

/** Renews the lease while the step is worked on, and says so at once when somebody else has taken it. */
export function keepLease(record: JobRecord, fence: Fence, log: Log): Lease {
  const lost = new AbortController();
  const renew = () => {
    record.renew(fence, LEASE).then(
      (mine) => {
        if (!mine) lost.abort(new Error('the lease was lost'));
      },
      (error: unknown) => log.warn({ err: error, ...fence }, 'lease not renewed; the next tick tries again'),
    );
  };
  const timer = setInterval(renew, (LEASE * 1000) / 3);
  const limit = setTimeout(() => lost.abort(new Error('the time limit of a change is over')), APPLY_LIMIT * 1000);
  return {
    signal: lost.signal,
    release: () => {
      clearInterval(timer);
      clearTimeout(limit);
    },
  };
}
