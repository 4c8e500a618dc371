import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { classify, notOpened } from './faults.ts';
import { migrate } from './migrate.ts';
import { keepSession, LIVE } from './session.ts';
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

/** Class of the locks that say who lives; schema/leases.ts looks for them. */
const LIVING = 7_150_026;
/** The longest that an answer may take. A connection that died without a word would be waited for for minutes. */
const ANSWER_MS = 15_000;
/** The longest that anybody waits for a lock: whoever holds an incident is done in milliseconds, or is dead or asleep. */
const LOCK_MS = 5000;
/** Until a silent connection is looked at, and a transaction in which nothing happens is ended. */
const LOOK_MS = 10_000;
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
    keepAliveInitialDelayMillis: LOOK_MS,
    options: LIVE,
    query_timeout: ANSWER_MS,
    lock_timeout: LOCK_MS,
    idle_in_transaction_session_timeout: LOOK_MS,
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
  const full = () => pool.totalCount >= size && pool.idleCount === 0;
  // With a mark, so that a name of another kind is never taken for one of a process that died.
  const name = `@${randomUUID()}`;
  return {
    query: (text, values) =>
      pool.query(prepared(text, values)).catch((error: unknown) => Promise.reject(classify(error, url, full()))),
    transaction: (work) =>
      transaction(pool, work).catch((error: unknown) => Promise.reject(classify(error, url, full()))),
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
      await client.query('select pg_try_advisory_lock_shared($1, hashtext($2))', [LIVING, name]);
    },
    back: lost,
  });
  try {
    await session.begun;
  } catch (error) {
    await session.close();
    throw notOpened(error, url);
  }
  return session.close;
}
