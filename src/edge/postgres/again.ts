import type { NewEvent } from '../../domain/event.ts';
import type { Wake } from '../../job/queue.ts';
import type { Database, Sql } from './database.ts';
import { append } from './events.ts';

/** Whoever writes about an incident holds it first, so that decisions come one after the other. */
export async function hold(sql: Sql, incident: string): Promise<void> {
  await sql.query('select hold($1)', [incident]);
}

/** Starts what may start in a run whose incident is held, and writes what the run has come to. */
export async function advance(sql: Sql, run: string): Promise<Wake[]> {
  const { rows } = await sql.query<{ due: Wake[] }>('select advance_run($1) as due', [run]);
  return rows[0]!.due;
}

/** A person sends ended steps back to work. The gate will ask for the votes once more. */
export function again(
  db: Database,
  plan: string,
  sets: string,
  where: string,
  values: unknown[],
  event: NewEvent,
): Promise<Wake[]> {
  const run = plan.replace('plan', 'run');
  return db.transaction(async (sql) => {
    await hold(sql, event.stream);
    const { rows } = await sql.query<Required<Wake>>(
      `update step set ${sets}, lease_until = null, lease_owner = null, fence = fence + 1
       where run = $1 and ${where} returning run || '/' || id as id, priority`,
      [run, ...values],
    );
    if (rows.length === 0) return [];
    const due = await advance(sql, run);
    await append(sql, [event]);
    return [...rows, ...due];
  });
}
