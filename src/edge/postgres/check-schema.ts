import { Fault } from '../../domain/fault.ts';
import type { Database } from './database.ts';
import { MIGRATIONS } from './schema.ts';

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
