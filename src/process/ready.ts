import { Fault } from '../domain/fault.ts';
import type { Database } from '../edge/postgres/database.ts';
import { MIGRATIONS } from '../edge/postgres/schema.ts';

/** Said from the moment on when the process was asked to stop. */
export function stops(): Fault {
  return new Fault({
    code: 'quell.stopping',
    message: 'This process stops; it takes nothing new.',
    fix: 'Nothing to do: another one goes on with the work.',
    retry: 'never',
  });
}

/**
 * The record answers, and has the schema that this program was written for.
 * @throws Fault `database.schema`, and whatever the record says
 */
export async function checkSchema(db: Database): Promise<void> {
  const { rows } = await db.query<{ id: number }>('select max(id)::integer as id from migration', []);
  const [found, wanted] = [rows[0]?.id ?? 0, MIGRATIONS.at(-1)!.id];
  if (found === wanted) return;
  throw new Fault({
    code: 'database.schema',
    message: `The record has schema ${found}, and this Quell was written for ${wanted}.`,
    fix:
      found > wanted
        ? 'Replace this process by the newer version.'
        : 'Restart this process: it brings the record up to date.',
    retry: 'when-fixed',
  });
}
