import type { NewEvent } from '../../domain/event.ts';
import type { Wake } from '../../job/queue.ts';
import type { Database } from './database.ts';
import { append } from './events.ts';
import { advance, hold } from './hold.ts';

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
