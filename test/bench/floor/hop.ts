import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Servers } from '../servers.ts';

/** What travels: the name of a chain of steps, which one of them it is, and how many there are. */
export interface Due {
  id: string;
  at: number;
  of: number;
}

export interface Hop {
  add(due: readonly Due[]): Promise<unknown>;
  /** Takes this many at the same time. */
  work(handle: (due: Due) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const CONCURRENCY = 16;
const WORKER = {
  concurrency: CONCURRENCY,
  removeOnComplete: { count: 0 },
  lockDuration: 10_000,
  stalledInterval: 5000,
};
const JOB = { attempts: 1, removeOnComplete: true, removeOnFail: true };

interface Ends {
  queue(): Queue<Due>;
  worker(handle: (job: { data: Due }) => Promise<void>): Worker<Due>;
  disconnect(): void;
}

function onRedis(url: string): Ends {
  const opened: Redis[] = [];
  const connect = (maxRetriesPerRequest: number | null) => {
    const redis = new Redis(url, { maxRetriesPerRequest, replyMapping: 'legacy' });
    opened.push(redis);
    return redis;
  };
  const common = { prefix: '{floor}' };
  const streams = { events: { maxLen: 100 } };
  return {
    queue: () => new Queue('floor', { ...common, streams, connection: connect(1), defaultJobOptions: JOB }),
    worker: (handle) => new Worker('floor', handle, { ...common, ...WORKER, connection: connect(null) }),
    disconnect: () => {
      for (const redis of opened) redis.disconnect();
    },
  };
}

/** The two rows are what is durable; a wake-up need not wait for the disk. */
function onPostgres(connectionString: string): Ends {
  const options = '-c synchronous_commit=off';
  const connection = { connectionString, schema: 'floor_queue', migrate: true, max: 4, options };
  return {
    queue: () => new Queue('floor', { connection, defaultJobOptions: JOB }, createPostgresBackend) as unknown as Queue,
    worker: (handle) =>
      new Worker('floor', handle, { ...WORKER, connection }, createPostgresBackend) as unknown as Worker,
    disconnect: () => undefined,
  };
}

/** BullMQ as plainly as it can be used, with the settings that its guide gives. */
export async function openHop({ databaseUrl, redisUrl }: Servers): Promise<Hop> {
  const ends = redisUrl ? onRedis(redisUrl) : onPostgres(databaseUrl);
  const ignore = () => undefined;
  const queue = ends.queue();
  queue.on('error', ignore);
  await queue.waitUntilReady();
  let worker: Worker<Due> | undefined;
  return {
    add: (due) =>
      due.length === 1 ? queue.add('floor', due[0]!) : queue.addBulk(due.map((data) => ({ name: 'floor', data }))),
    async work(handle) {
      worker = ends.worker(({ data }) => handle(data));
      worker.on('error', ignore);
      await worker.waitUntilReady();
    },
    async close() {
      await worker?.close(true);
      await queue.close();
      ends.disconnect();
    },
  };
}
