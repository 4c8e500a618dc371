import { keepSession } from './session.ts';

/** Any number will do, as long as every Quell takes the same one. */
const TURNS = 7_150_025;

/**
 * Waits until no other process on this record does `task`, and then is the one that does, until its connection ends.
 * Nobody asks again and again: the database gives the turn to whoever has waited longest.
 * @param turn called with the turn, each time that it comes
 * @param gone called when it is lost
 */
export function takeTurns(url: string, task: string, turn: () => void, gone: () => void): () => Promise<void> {
  const session = keepSession({
    url,
    name: `quell-${task}`,
    async begin(client) {
      // Who waits for a lock does not look at its connection; without this, it would go on waiting after we left.
      await client.query(`set client_connection_check_interval = '2s'`).catch(() => undefined);
      await client.query('select pg_advisory_lock($1, hashtext($2))', [TURNS, task]);
      turn();
    },
    gone,
  });
  // A first connection that fails is tried again like every later one.
  session.begun.catch(() => undefined);
  return session.close;
}
