import { expect } from 'vitest';
import type { Database } from '../../../src/edge/postgres/database.ts';
import type { Engine } from './engine.ts';

const WAITS = `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

/** How many stand behind a lock at this moment. */
export async function behindLocks(db: Database): Promise<number> {
  return (await db.query<{ n: number }>(WAITS)).rows[0]!.n;
}

/** Resolves when so many stand behind a lock. */
export async function waiting({ db }: Pick<Engine, 'db'>, n: number): Promise<void> {
  await expect.poll(() => behindLocks(db)).toBe(n);
}

/** Holds the incident while all of these begin, so that each has begun before any of them has ended. */
export async function atOnce<T extends unknown[]>(
  e: Engine,
  ...acts: { [I in keyof T]: () => Promise<T[I]> }
): Promise<T> {
  let asked: Promise<unknown>[] = [];
  await e.db.transaction(async (sql) => {
    await sql.query('select hold($1)', [e.incident.id]);
    asked = acts.map((act) => act());
    for (const one of asked) one.catch(() => undefined);
    await waiting(e, acts.length);
  });
  return Promise.all(asked) as Promise<T>;
}
