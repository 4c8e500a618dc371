import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { Fault } from '../../domain/fault.ts';
import { MIGRATIONS } from './schema.ts';
import { keepSession } from './session.ts';
import { takeTurns } from './turns.ts';

/** One connection that runs statements: the pool, or a transaction on it. */
export interface Sql {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
}

export interface Database extends Sql {
  /** Commits when `work` returns, rolls back when it throws. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Calls back with each notification's payload. Reconnects by itself; `lost` is called so that the caller can re-read. */
  listen(channel: string, heard: (payload: string) => void, lost: () => void): Promise<() => Promise<void>>;
  /** Waits its turn to do what one process alone may do, see turns.ts. Returns how to let go. */
  takeTurns(task: string, turn: () => void, gone: () => void): () => Promise<void>;
  /** Names this process in leases: while it listens, it is seen to live. */
  name: string;
  close(): Promise<void>;
}

/** Any number will do, as long as every Quell takes the same one. */
const MIGRATION_LOCK = 7_150_023;
/** Class of the locks that say who lives; schema/leases.ts looks for them. */
const LIVING = 7_150_026;
/** The longest that an answer may take. A connection that died without a word would be waited for for minutes. */
const ANSWER_MS = 15_000;
/** Bringing a large record up to date. */
const MIGRATION_MS = 3_600_000;

function unreachable(cause: unknown, url: string): Fault {
  const at = new URL(url);
  return new Fault({
    code: 'database.unreachable',
    message: `PostgreSQL at ${at.hostname}:${at.port || 5432} does not answer.`,
    fix: 'Start it, or correct DATABASE_URL; leave DATABASE_URL unset for a PostgreSQL of Quell’s own.',
    retry: 'when-fixed',
    cause,
  });
}

/** Why the record cannot be opened. A server that answers and says no is not one that is away. */
export function notOpened(error: unknown, url: string): Fault {
  if (error instanceof Fault) return error;
  const state = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (state === TOO_MANY) return crowded(error, url);
  if (!/^[0-9A-Z]{5}$/.test(state) || PASSING.test(state)) return unreachable(error, url);
  const at = new URL(url);
  return new Fault({
    code: 'database.refused',
    message: `PostgreSQL at ${at.hostname}:${at.port || 5432} refuses to open the record: ${(error as Error).message}.`,
    fix: 'Correct user, password and database in DATABASE_URL, or create them; the user must own the database.',
    retry: 'when-fixed',
    cause: error,
  });
}

/** SQLSTATE of a server all of whose connections are taken. */
const TOO_MANY = '53300';

function crowded(cause: unknown, url: string): Fault {
  const at = new URL(url);
  return new Fault({
    code: 'database.crowded',
    message: `PostgreSQL at ${at.hostname}:${at.port || 5432} has no free connection left.`,
    fix: 'Raise its max_connections (a Quell process takes up to 21), or run fewer processes on it.',
    retry: 'later',
    cause,
  });
}

/** Statements that come back, by their text: PostgreSQL plans each once a connection. */
const NAMES = new Map<string, string>();

function prepared(text: string, values: unknown[] | undefined): pg.QueryConfig {
  if (!values) return { text };
  let name = NAMES.get(text);
  if (!name) {
    name = createHash('sha256').update(text).digest('hex').slice(0, 32);
    NAMES.set(text, name);
  }
  return { name, text, values };
}

/**
 * SQLSTATE classes that pass: connection lost, resources, operator intervention (a restart), serialization, and a prepared
 * statement whose table a newer Quell has just migrated.
 */
const PASSING = /^(08|53|57P|40|0A000)/;

/** Every connection of this process is taken, and none came back in time. */
function busy(cause: unknown): Fault {
  return new Fault({
    code: 'database.busy',
    message: 'Quell is busy: all its connections to PostgreSQL are in use.',
    fix: 'Try again in a moment. Nothing was done.',
    retry: 'later',
    cause,
  });
}

/** A server that goes away in the middle of a statement is a passing fault; everything else is a bug of ours. */
function classify(error: unknown, url: string, pool: pg.Pool): unknown {
  if (error instanceof Fault || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const full = pool.totalCount >= pool.options.max && pool.idleCount === 0;
  if (full && error.message.includes('timeout exceeded when trying to connect')) return busy(error);
  const cut =
    /^E[A-Z]+$/.test(code) ||
    /terminated|timeout exceeded when trying to connect|not queryable|Query read timeout/i.test(error.message);
  if (!cut && !PASSING.test(code)) return error;
  const fault = unreachable(error, url);
  return new Fault({ code: fault.code, message: fault.message, fix: fault.fix, retry: 'later', cause: error });
}

/** A step forward that the server refuses. One that was only cut off is told as a server that does not answer. */
function notMigrated(cause: unknown, id: number): unknown {
  const state = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (!/^[0-9A-Z]{5}$/.test(state) || PASSING.test(state)) return cause;
  return new Fault({
    code: 'database.migration',
    message: `The schema could not be brought to ${id}, and is as it was: ${(cause as Error).message}.`,
    fix: 'Mend what PostgreSQL says and start again; processes of the release before go on meanwhile.',
    retry: 'when-fixed',
    cause,
  });
}

async function migrate(client: pg.PoolClient): Promise<void> {
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
    for (const step of MIGRATIONS) {
      if (done.has(step.id)) continue;
      await client.query('begin');
      await client.query({ text: step.sql, query_timeout: MIGRATION_MS } as pg.QueryConfig).catch((error: unknown) => {
        throw notMigrated(error, step.id);
      });
      await client.query('insert into migration (id) values ($1)', [step.id]);
      await client.query('commit');
    }
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  }
}

/**
 * Opens the record and brings its schema up to date.
 * @throws Fault `database.unreachable`, `database.refused`, `database.newer`, `database.migration`
 */
export async function openDatabase(url: string, size = 10): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: 5000,
    application_name: 'quell',
    keepAlive: true,
    query_timeout: ANSWER_MS,
  });
  // An idle connection may be cut by a restart of the server; the pool replaces it. Without a listener the process ends.
  pool.on('error', () => undefined);
  // The pool listens to idle connections alone; one that is cut in the middle of a transaction would end the process too.
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    const client = await pool.connect();
    try {
      await migrate(client);
    } finally {
      client.release();
    }
  } catch (error) {
    await pool.end();
    throw notOpened(error, url);
  }
  // With a mark, so that a name of another kind is never taken for one of a process that died.
  const name = `@${randomUUID()}`;
  return {
    query: (text, values) =>
      pool.query(prepared(text, values)).catch((error: unknown) => Promise.reject(classify(error, url, pool))),
    transaction: (work) =>
      transaction(pool, work).catch((error: unknown) => Promise.reject(classify(error, url, pool))),
    listen: (channel, heard, lost) => listen(url, name, channel, heard, lost),
    takeTurns: (task, turn, gone) => takeTurns(url, task, turn, gone),
    name,
    close: () => pool.end(),
  };
}

async function transaction<T>(pool: pg.Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work({ query: (text, values) => client.query(prepared(text, values)) });
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection whose rollback fails is thrown away rather than handed to the next caller.
    await client.query('rollback').catch((e: Error) => {
      broken = e;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Hears notifications, and is seen to live: what nobody living holds is taken over at once. */
async function listen(url: string, name: string, channel: string, heard: (payload: string) => void, lost: () => void) {
  const session = keepSession({
    url,
    name: 'quell-listen',
    async begin(client) {
      client.on('notification', (n) => heard(n.payload ?? ''));
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      await client.query('select pg_try_advisory_lock($1, hashtext($2))', [LIVING, name]);
    },
    back: lost,
  });
  try {
    await session.begun;
  } catch (error) {
    await session.close();
    throw error;
  }
  return session.close;
}
