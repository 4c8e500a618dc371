import type pg from 'pg';
import { Fault } from '../../domain/fault.ts';
import { notMigrated } from './faults.ts';
import { FUNCTIONS, MIGRATIONS } from './schema.ts';

/** Any number will do, as long as every Quell takes the same one. */
const MIGRATION_LOCK = 7_150_023;
/** Bringing a large record up to date. */
const MIGRATION_MS = 3_600_000;

async function forward(client: pg.PoolClient, text: string, id: number): Promise<void> {
  await client.query({ text, query_timeout: MIGRATION_MS } as pg.QueryConfig).catch((error: unknown) => {
    throw notMigrated(error, id);
  });
}

/** Brings the schema up to date, once, however many processes start at the same moment. @throws Fault `database.newer`, `database.migration` */
export async function migrate(client: pg.PoolClient): Promise<void> {
  await client.query('set lock_timeout = 0');
  await client.query({
    text: 'select pg_advisory_lock($1)',
    values: [MIGRATION_LOCK],
    query_timeout: MIGRATION_MS,
  } as pg.QueryConfig);
  try {
    await client.query('create table if not exists migration (id integer primary key, at timestamptz default now())');
    const { rows } = await client.query<{ id: number }>('select id from migration');
    const done = new Set(rows.map((r) => r.id));
    const newest = Math.max(0, ...done);
    if (newest > MIGRATIONS.at(-1)!.id) {
      throw new Fault({
        code: 'database.newer',
        message: `The database has schema ${newest}; this Quell knows ${MIGRATIONS.at(-1)!.id}.`,
        fix: 'Start the Quell version that the database belongs to, or a newer one.',
        retry: 'when-fixed',
      });
    }
    const open = MIGRATIONS.filter((step) => !done.has(step.id));
    if (open.length === 0) return;
    // All or nothing: between two steps the functions would not be those that the tables are for.
    await client.query('begin');
    for (const { id, sql } of open) {
      await forward(client, sql, id);
      await client.query('insert into migration (id) values ($1)', [id]);
    }
    await forward(client, FUNCTIONS, open.at(-1)!.id);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await client.query('reset lock_timeout');
  }
}
