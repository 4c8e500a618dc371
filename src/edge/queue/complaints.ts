import type { Log } from '../../job/worker.ts';

const QUIET_MS = 5000;

/**
 * Takes the errors that connections raise by themselves. An outage raises hundreds a minute: one is logged, and then one
 * every five seconds with how many there were. Nothing is thrown: the sweeper makes good for what a queue forgets.
 */
export function complaints(log: Log | undefined): (what: string, error: unknown) => void {
  let quietUntil = 0;
  let swallowed = 0;
  return (what, error) => {
    const now = performance.now();
    if (now < quietUntil) {
      swallowed++;
      return;
    }
    const said = error instanceof Error ? error.message || error.name : String(error);
    log?.warn({ error: said, before: swallowed }, what);
    quietUntil = now + QUIET_MS;
    swallowed = 0;
  };
}
