import pg from 'pg';
import { expect, test } from 'vitest';
import { openQueue } from '../../../src/edge/queue/open.ts';
import { freshDatabase } from '../../postgres.ts';
import { queueContract, type Store } from './contract.ts';

/** Workers hold these tables in orders of their own; PostgreSQL ends one of two that wait for each other, at times this one. */
async function truncate(sql: pg.Pool, tables: string[], tries = 10): Promise<void> {
  try {
    await sql.query(`truncate ${tables.join(', ')}`);
  } catch (error) {
    const deadlock = error instanceof Error && 'code' in error && error.code === '40P01';
    if (!deadlock || tries === 1) throw error;
    await truncate(sql, tables, tries - 1);
  }
}

async function start(): Promise<Store> {
  const database = await freshDatabase();
  const sql = new pg.Pool({ connectionString: database.url, max: 1 });
  sql.on('error', () => undefined);
  return {
    options: { databaseUrl: database.url },
    async wipe() {
      const { rows } = await sql.query<{ name: string }>(
        `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
         where schemaname = 'quell_queue' and tablename <> 'migration'`,
      );
      if (rows.length > 0)
        await truncate(
          sql,
          rows.map((row) => row.name),
        );
    },
    async stop() {
      await sql.end();
      await database.drop();
    },
  };
}

queueContract('PostgreSQL', start);

test('a PostgreSQL that is not there is refused with cause and fix, and without its password', async () => {
  const refused = openQueue({ databaseUrl: 'postgresql://quell:not-a-real-secret@127.0.0.1:9/quell' });
  const fault = await refused.catch((error) => error);
  expect(fault).toMatchObject({ code: 'queue.unreachable', message: expect.stringContaining('127.0.0.1:9/quell') });
  expect(`${fault.message} ${fault.fix}`).not.toContain('not-a-real-secret');
});
