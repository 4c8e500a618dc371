import type { Wake } from '../../job/queue.ts';
import type { Sql } from './database.ts';

/** Whoever writes about an incident holds it first, so that decisions come one after the other. */
export async function hold(sql: Sql, incident: string): Promise<void> {
  await sql.query('select hold($1)', [incident]);
}

/** Starts what may start in a run whose incident is held, and writes what the run has come to. */
export async function advance(sql: Sql, run: string): Promise<Wake[]> {
  const { rows } = await sql.query<{ due: Wake[] }>('select advance_run($1) as due', [run]);
  return rows[0]!.due;
}
