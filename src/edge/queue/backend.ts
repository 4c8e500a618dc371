import type { EventEmitter } from 'node:events';
import { createPostgresBackend, Queue as Producer, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { RedisAddress } from './redis-address.ts';

/** What travels: an id, and whether nothing else does. */
export interface WakeUp {
  id: string;
}

export type Wakes = Producer<WakeUp, void>;
export type Waker = Worker<WakeUp, void>;

/** Where wake-ups are kept. Both stores are BullMQ's own; the rest of this folder does not know which one it has. */
export interface Backend {
  shown: string;
  /** @param name Another queue than the workers'. */
  producer(name?: string): Wakes;
  /** It connects, and takes nothing until it is told to run. */
  worker(handle: (wakeUp: WakeUp) => Promise<void>, concurrency: number, name?: string): Waker;
  /** Ends connections that BullMQ leaves to us. */
  disconnect(): void;
}

/** The queue that workers listen to. */
const NAME = 'wake';
/** Braced, so that every key falls into one slot of a Redis Cluster. */
const PREFIX = '{quell}';
/** A namespace of its own in the database of the record. */
const SCHEMA = 'quell_queue';

const WORKER = {
  autorun: false,
  lockDuration: 10_000,
  stalledInterval: 5000,
  // Our record counts attempts. BullMQ would give a wake-up up for good after a second crash of its worker.
  maxStalledCount: 1_000_000,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
};

const JOB = { attempts: 1, removeOnComplete: true, removeOnFail: true };

/** A primary that hangs answers nothing and closes nothing; longer than the five seconds that BullMQ waits for work. */
const SILENT_MS = 8000;

const retryStrategy = (times: number): number => Math.min(times * 100, 2000);

export function redisBackend(address: RedisAddress, version: string, onError: (error: unknown) => void): Backend {
  const opened: Redis[] = [];
  const known = (redis: Redis): Redis => {
    redis.on('error', onError);
    opened.push(redis);
    // BullMQ makes its blocking connection from ours; one that nobody ends would keep the process alive.
    const duplicate = redis.duplicate.bind(redis);
    redis.duplicate = (override) => known(duplicate(override));
    return redis;
  };
  const connect = (maxRetriesPerRequest: number | null): Redis =>
    known(
      new Redis({
        ...address.options,
        retryStrategy,
        maxRetriesPerRequest,
        socketTimeout: SILENT_MS,
        replyMapping: 'legacy',
      }),
    );
  const common = { prefix: PREFIX };
  return {
    shown: `Redis ${version} at ${address.shown}`,
    // One retry: while Redis is away, a wake-up fails at once instead of piling up in memory.
    producer: (name = NAME) =>
      new Producer(name, {
        ...common,
        connection: connect(1),
        defaultJobOptions: JOB,
        streams: { events: { maxLen: 100 } },
      }),
    worker: (handle, concurrency, name = NAME) =>
      new Worker<WakeUp, void>(name, (job) => handle(job.data), {
        ...common,
        ...WORKER,
        concurrency,
        connection: connect(null),
      }),
    disconnect: () => {
      for (const redis of opened) redis.disconnect();
    },
  };
}

export function postgresBackend(databaseUrl: string): Backend {
  const connection = {
    connectionString: databaseUrl,
    schema: SCHEMA,
    migrate: true,
    max: 4,
    connectionTimeoutMillis: 3000,
    // A wake-up is a hint that the sweeper can give again: it need not wait for the disk.
    options: '-c synchronous_commit=off',
    // BullMQ borrows a connection to make its tables, and listens to none that it borrowed: one that is cut then would end
    // the process. Whoever runs the statement is told anyway.
    onConnect: (client: EventEmitter) => void client.on('error', () => undefined),
  };
  return {
    shown: `PostgreSQL at ${shownDatabase(databaseUrl)}`,
    producer: (name = NAME) =>
      new Producer(name, { connection, defaultJobOptions: JOB }, createPostgresBackend) as unknown as Wakes,
    worker: (handle, concurrency, name = NAME) =>
      new Worker(
        name,
        (job: { data: WakeUp }) => handle(job.data),
        { ...WORKER, concurrency, connection },
        createPostgresBackend,
      ) as unknown as Waker,
    disconnect: () => undefined,
  };
}

/** Host, port and database; never the password. */
function shownDatabase(url: string): string {
  if (!URL.canParse(url)) return 'DATABASE_URL';
  const { host, pathname } = new URL(url);
  return `${host || 'localhost'}${pathname}`;
}
