import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { callDoors } from './call-doors.ts';

/**
 * A bare program that does what no step of any engine can avoid: one hop over the queue, two commits of one row each
 * (the work is due; it is about to be done), and one call of the cloud.
 */
export interface Floor {
  /** Starts one step; it is done when the cloud has answered. */
  step(): Promise<void>;
  /** Starts this many at once, and waits for all of them. */
  steps(count: number): Promise<void>;
  close(): Promise<void>;
}

/** As large as an event of the record. */
const ROW = 'x'.repeat(300);
/** Planned once a connection. */
const INSERT = { name: 'floor', text: 'insert into floor (body) values ($1)', values: [ROW] };
const WORKER = { concurrency: 16, removeOnComplete: { count: 0 }, lockDuration: 10_000, stalledInterval: 5000 };
const JOB = { attempts: 1, removeOnComplete: true, removeOnFail: true };

type Work = (job: { data: { id: string } }) => Promise<void>;

interface Hop {
  add(id: string): Promise<unknown>;
  addAll(ids: string[]): Promise<unknown>;
  close(): Promise<void>;
}

async function onRedis(url: string, work: Work): Promise<Hop> {
  const connections = [1, null].map(
    (maxRetriesPerRequest) => new Redis(url, { maxRetriesPerRequest, replyMapping: 'legacy' }),
  );
  const common = { prefix: '{floor}' };
  const queue = new Queue('floor', { ...common, connection: connections[0]!, defaultJobOptions: JOB });
  const worker = new Worker('floor', work, { ...common, ...WORKER, connection: connections[1]! });
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  return hop(queue, worker, () => {
    for (const redis of connections) redis.disconnect();
  });
}

async function onPostgres(url: string, work: Work): Promise<Hop> {
  const connection = {
    connectionString: url,
    schema: 'floor_queue',
    migrate: true,
    max: 4,
    options: '-c synchronous_commit=off',
  };
  const queue = new Queue('floor', { connection, defaultJobOptions: JOB }, createPostgresBackend);
  await queue.waitUntilReady();
  const worker = new Worker('floor', work, { ...WORKER, connection }, createPostgresBackend);
  await worker.waitUntilReady();
  return hop(queue as unknown as Queue, worker as unknown as Worker, () => undefined);
}

function hop(queue: Queue, worker: Worker, disconnect: () => void): Hop {
  const ignore = () => undefined;
  queue.on('error', ignore);
  worker.on('error', ignore);
  return {
    add: (id) => queue.add('floor', { id }),
    addAll: (ids) => queue.addBulk(ids.map((id) => ({ name: 'floor', data: { id } }))),
    async close() {
      await worker.close(true);
      await queue.close();
      disconnect();
    },
  };
}

export async function startFloor(databaseUrl: string, redisUrl: string | undefined, doorsUrl: string): Promise<Floor> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  // The server may be gone before the last goodbye has arrived.
  pool.on('error', () => undefined);
  await pool.query('create table floor (id bigserial primary key, body text not null)');
  const waiting = new Map<string, () => void>();
  const work: Work = async ({ data }) => {
    await pool.query(INSERT);
    await pool.query(INSERT);
    await callDoors(doorsUrl, 'PUT', `floor-${data.id}`);
    waiting.get(data.id)?.();
    waiting.delete(data.id);
  };
  const hops = redisUrl ? await onRedis(redisUrl, work) : await onPostgres(databaseUrl, work);
  let made = 0;
  const due = () => {
    const id = `s${++made}`;
    const done = new Promise<void>((resolve) => waiting.set(id, resolve));
    return { id, done };
  };
  return {
    async step() {
      const { id, done } = due();
      await hops.add(id);
      await done;
    },
    async steps(count) {
      const all = Array.from({ length: count }, due);
      await hops.addAll(all.map(({ id }) => id));
      await Promise.all(all.map(({ done }) => done));
    },
    async close() {
      await hops.close();
      await pool.end();
    },
  };
}
