import { rmSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedDatabase, startEmbedded } from '../../src/edge/postgres/embedded.ts';
import { emptyDatabase } from '../../src/edge/postgres/empty.ts';
import { hasRedis, startRedis } from '../edge/queue/redis-server.ts';

/** The real servers that everything is measured on, floor and Quell alike. */
export interface Backends {
  /** A fresh, empty database; dropped with the server. */
  database(): Promise<string>;
  /** Undefined where no redis-server is on the PATH. */
  redisUrl: string | undefined;
  /** Where a process of the run may put its files. */
  directory: string;
  close(): Promise<void>;
}

/** Ten workers of Quell, ten of the floor, and what makes their work due, each with its pools. */
const CONNECTIONS = 400;

/** PostgreSQL with its defaults, but for the number of connections. */
async function startRoomy(directory: string): Promise<EmbeddedDatabase> {
  const first = await startEmbedded(directory);
  try {
    const client = new pg.Client({ connectionString: first.url });
    await client.connect();
    await client.query(`alter system set max_connections = ${CONNECTIONS}`);
    await client.end();
  } finally {
    await first.stop();
  }
  return startEmbedded(directory);
}

export async function startBackends(): Promise<Backends> {
  const directory = await mkdtemp(join(tmpdir(), 'quell-bench-'));
  let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
  // The last resort when the bench ends without its close. PostgreSQL is told to stop at the same moment, and takes its time.
  const abandoned = () => {
    void redis?.kill();
    rmSync(directory, { recursive: true, force: true, maxRetries: 30, retryDelay: 100 });
  };
  process.once('exit', abandoned);
  // As root the server runs under another account, which must be able to enter.
  await chmod(directory, 0o755);
  const postgres = await startRoomy(join(directory, 'record'));
  if (hasRedis()) redis = await startRedis();
  let made = 0;
  let closing: Promise<void> | undefined;
  return {
    database: () => emptyDatabase(postgres.url, `bench_${++made}`),
    redisUrl: redis?.url,
    directory,
    close() {
      closing ??= close();
      return closing;
    },
  };

  async function close(): Promise<void> {
    await redis?.kill();
    await postgres.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 30, retryDelay: 100 });
    process.removeListener('exit', abandoned);
  }
}
