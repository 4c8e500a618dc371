import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { openQueue } from '../../../src/edge/queue/open.ts';
import { steadyAddress } from '../../e2e/steady-address.ts';
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

test('a worker that is started while PostgreSQL is away begins when it is back', async () => {
  const database = await freshDatabase();
  const door = await steadyAddress(() => Number(new URL(database.url).port));
  const url = new URL(database.url);
  url.port = String(door.port);
  const queue = await openQueue({ databaseUrl: url.href });
  try {
    door.away();
    const handled: string[] = [];
    const starting = queue.work(async (id) => void handled.push(id), { concurrency: 1 });
    await new Promise((done) => setTimeout(done, 50));
    await door.back();
    await starting;
    await vi.waitFor(async () => {
      await queue.wake([{ id: 'a' }]);
      expect(handled).toContain('a');
    }, 20_000);
  } finally {
    await queue.close(1000);
    await door.close();
    await database.drop();
  }
});
