import { rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../../src/edge/postgres/embedded.ts';
import { emptyDatabase } from '../../src/edge/postgres/empty.ts';
import { hasRedis, type RedisServer, startRedis } from '../edge/queue/redis-server.ts';

/** Processes of Quell take up to twenty connections each. */
const CONNECTIONS = 900;

/** The real PostgreSQL and Redis that all slots share, with the switch that an outage needs. */
export interface Servers {
  directory: string;
  /** Port of the record; it changes with a restart, and proxies follow it. */
  recordPort(): number;
  queuePort(): number | undefined;
  /** A fresh, empty database, by its own address. */
  database(name: string): Promise<string>;
  /** The same address with the present port. */
  present(url: string): string;
  /** Ends the record at once, as a power cut does, and starts it again. */
  restartRecord(): Promise<void>;
  /** Kills Redis and starts it again from its append-only file. */
  restartQueue(): Promise<void>;
  /** Empties one database of Redis. */
  wipeQueue(db: number): Promise<void>;
  close(): Promise<void>;
}

/** SIGQUIT is PostgreSQL's immediate shutdown: nothing is said goodbye to, and the next start recovers from its log. */
async function powerCut(base: string): Promise<void> {
  const { server } = JSON.parse(await readFile(join(base, 'postgres.json'), 'utf8')) as { server: number };
  process.kill(server, 'SIGQUIT');
  const alive = () => {
    try {
      return process.kill(server, 0);
    } catch {
      return false;
    }
  };
  while (alive()) await new Promise((done) => setTimeout(done, 10));
}

async function makeRoom(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`alter system set max_connections = ${CONNECTIONS}`);
    await client.query(`alter system set shared_buffers = '256MB'`);
  } finally {
    await client.end();
  }
}

async function openRedis(directory: string, port?: number): Promise<RedisServer> {
  const kept = ['--dir', directory, '--appendonly', 'yes', '--appendfsync', 'everysec', '--databases', '64'];
  return startRedis({ ...(port ? { port } : {}), args: kept });
}

export async function startServers(): Promise<Servers> {
  const directory = await mkdtemp(join(tmpdir(), 'quell-chaos-'));
  // As root the server runs under another account, which must be able to enter.
  await chmod(directory, 0o755);
  const abandoned = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', abandoned);
  const base = join(directory, 'record');
  const queueHome = join(directory, 'queue');
  await mkdir(queueHome);
  let record = await startEmbedded(base);
  await makeRoom(record.url);
  await record.stop();
  record = await startEmbedded(base);
  let redis = hasRedis() ? await openRedis(queueHome) : undefined;
  const lastResort = () => void redis?.kill();
  process.once('exit', lastResort);
  const recordPort = () => Number(new URL(record.url).port);
  return {
    directory,
    recordPort,
    queuePort: () => redis?.port,
    database: (name) => emptyDatabase(record.url, name),
    present(url) {
      const at = new URL(url);
      at.port = String(recordPort());
      return at.href;
    },
    async restartRecord() {
      await powerCut(base);
      record = await startEmbedded(base);
    },
    async restartQueue() {
      if (!redis) return;
      const { port } = redis;
      await redis.kill();
      redis = await openRedis(queueHome, port);
    },
    async wipeQueue(db) {
      const { Redis } = await import('ioredis');
      const client = new Redis({ port: redis?.port ?? 0, host: '127.0.0.1', db, replyMapping: 'legacy' });
      try {
        await client.flushdb();
      } finally {
        client.disconnect();
      }
    },
    async close() {
      process.removeListener('exit', lastResort);
      await redis?.kill();
      await record.stop();
      await rm(directory, { recursive: true, force: true });
      process.removeListener('exit', abandoned);
    },
  };
}
