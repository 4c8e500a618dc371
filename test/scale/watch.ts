import { readdir, readFile, readlink } from 'node:fs/promises';
import { Redis } from 'ioredis';
import type { Vitals } from './process.ts';
import type { Stand } from './stand.ts';

/** One look at one process. */
export interface Sample {
  minute: number;
  /** Resident, as the system counts it. */
  rssMb: number;
  /** In use after a collection, as the process counts it. */
  heapMb: number;
  files: number;
  sockets: number;
  /** What its event loop holds. */
  handles: number;
}

/** One look at the servers. */
export interface ServerSample {
  minute: number;
  /** Connections of Quell at PostgreSQL. */
  connections: number;
  /** Keys of the queue in Redis and their size, or rows of its tables. */
  queueKeys: number;
  queueEntries: number;
}

export interface Watched {
  processes: { name: string; samples: Sample[] }[];
  servers: ServerSample[];
}

/** Ms between two looks. */
const EVERY = 2000;

/** Undefined where /proc does not tell. */
async function proc(pid: number): Promise<Pick<Sample, 'rssMb' | 'files' | 'sockets'>> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const files = await readdir(`/proc/${pid}/fd`);
  const links = await Promise.all(files.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  return {
    rssMb: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) / 1024,
    files: files.length,
    sockets: links.filter((link) => link.startsWith('socket:')).length,
  };
}

/** Everything that BullMQ keeps: lists, sets and streams by their length. */
async function inRedis(redis: Redis): Promise<Pick<ServerSample, 'queueKeys' | 'queueEntries'>> {
  const keys = await redis.keys('*');
  const sizes = await Promise.all(
    keys.map(async (key) => {
      const type = await redis.type(key);
      if (type === 'list') return redis.llen(key);
      if (type === 'zset') return redis.zcard(key);
      return type === 'set' ? redis.scard(key) : 1;
    }),
  );
  return { queueKeys: keys.length, queueEntries: sizes.reduce((sum, size) => sum + size, 0) };
}

async function inPostgres(stand: Stand): Promise<Pick<ServerSample, 'queueKeys' | 'queueEntries'>> {
  const [row] = await stand.look<{ jobs: number; events: number }>(
    'select (select count(*)::int from quell_queue.job) as jobs, (select count(*)::int from quell_queue.event) as events',
  );
  return { queueKeys: row!.events, queueEntries: row!.jobs };
}

/** Looks at all processes and servers until it is told to stop. */
export function watch(stand: Stand): { stop(): Promise<Watched>; sample(): Promise<ServerSample> } {
  const members = [
    { name: 'chat', child: stand.chat },
    ...stand.workers.map((child, i) => ({ name: `worker ${i + 1}`, child })),
  ];
  const processes = members.map(({ name }) => ({ name, samples: [] as Sample[] }));
  const servers: ServerSample[] = [];
  const redis = stand.redisUrl ? new Redis(stand.redisUrl, { replyMapping: 'legacy' }) : undefined;
  const begun = performance.now();
  const minute = () => (performance.now() - begun) / 60_000;
  const sampleServers = async (): Promise<ServerSample> => {
    const [row] = await stand.look<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name <> 'scale'`,
    );
    return { minute: minute(), connections: row!.n, ...(redis ? await inRedis(redis) : await inPostgres(stand)) };
  };
  const lookOnce = async () => {
    const looks = members.map(async ({ child }) => {
      const [{ heapMb, handles }, counted] = await Promise.all([child.ask<Vitals>({ vitals: true }), proc(child.pid)]);
      return { minute: minute(), heapMb, handles: Object.values(handles).reduce((sum, n) => sum + n, 0), ...counted };
    });
    for (const [i, sample] of (await Promise.all(looks)).entries()) processes[i]!.samples.push(sample);
    servers.push(await sampleServers());
  };
  let over = false;
  const looking = async () => {
    while (!over) {
      await lookOnce();
      await new Promise((again) => setTimeout(again, EVERY));
    }
  };
  const watching = looking();
  // Told by stop(), and not before.
  watching.catch(() => undefined);
  return {
    sample: sampleServers,
    async stop() {
      over = true;
      await watching.finally(() => redis?.disconnect());
      return { processes, servers };
    },
  };
}
