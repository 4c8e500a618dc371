import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../free-port.ts';

const NAME = 'quell';
/** Ms without an answer until a sentinel thinks that the primary is down. */
const DOWN_AFTER = 400;

/** Whether this machine can run the tests with sentinels. */
export function hasSentinel(): boolean {
  return ['redis-server', 'redis-sentinel'].every(
    (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
  );
}

/** Two Redis that follow one another, and the three sentinels that say which of them leads. */
export interface Sentinels {
  /** As REDIS_URL has it. */
  url: string;
  /** The port of the primary, by the word of a sentinel. */
  primary(): Promise<number>;
  /** SIGKILL, SIGSTOP or SIGCONT to one of the two. */
  signal(port: number, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Starts one again after it was killed; the sentinels make it follow the other one. */
  restart(port: number): Promise<void>;
  /** A planned change of roles, as before maintenance. */
  failover(): Promise<void>;
  /** Resolves with the new primary's port, once it takes writes and is not `old`. */
  moved(old: number): Promise<number>;
  /** Resolves when both are there, one following the other, and every sentinel knows it. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

function started(command: string, args: string[], sign: RegExp): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`${command} ended with ${code} before it was ready`)));
    child.stdout.on('data', (said: Buffer) => {
      if (sign.test(String(said))) done(child);
    });
  });
}

async function ask(port: number, ...command: [string, ...string[]]): Promise<unknown> {
  const redis = new Redis({
    port,
    host: '127.0.0.1',
    lazyConnect: true,
    retryStrategy: () => null,
    replyMapping: 'legacy',
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await redis.call(...command);
  } finally {
    redis.disconnect();
  }
}

/** Asks again every 20 ms until it is so. */
async function until(what: string, so: () => Promise<boolean>, limitMs = 15_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await so().catch(() => false))) {
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s`);
    await new Promise((again) => setTimeout(again, 20));
  }
}

const fields = (answer: unknown): Map<string, string> => {
  const flat = answer as string[];
  return new Map(flat.flatMap((key, i) => (i % 2 === 0 ? [[key, flat[i + 1]!] as const] : [])));
};

async function startSentinel(directory: string, primary: number): Promise<{ port: number; child: ChildProcess }> {
  const port = await freePort();
  const file = join(directory, `sentinel-${port}.conf`);
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${directory}`,
    `sentinel monitor ${NAME} 127.0.0.1 ${primary} 2`,
    `sentinel down-after-milliseconds ${NAME} ${DOWN_AFTER}`,
    `sentinel failover-timeout ${NAME} 3000`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return { port, child: await started('redis-sentinel', [file], /\+monitor master/) };
}

export async function startSentinels(): Promise<Sentinels> {
  const directory = await mkdtemp(join(tmpdir(), 'quell-sentinel-'));
  const data = new Map<number, ChildProcess>();
  const startData = async (port: number, follows?: number) => {
    const base = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory];
    const policy = ['--maxmemory-policy', 'noeviction', '--repl-diskless-sync-delay', '0'];
    const replica = follows ? ['--replicaof', '127.0.0.1', String(follows)] : [];
    data.set(port, await started('redis-server', [...base, ...policy, ...replica], /Ready to accept connections/));
  };
  const [first, second] = [await freePort(), await freePort()];
  await startData(first);
  await startData(second, first);
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(directory, first)));
  const primary = async () =>
    Number(((await ask(sentinels[0]!.port, 'SENTINEL', 'get-master-addr-by-name', NAME)) as string[])[1]);
  const settled = () =>
    until('a replica and three sentinels that agree', async () => {
      const seen = await Promise.all(sentinels.map(({ port }) => ask(port, 'SENTINEL', 'master', NAME).then(fields)));
      const one = new Set(seen.map((s) => s.get('port'))).size === 1;
      const known = seen.every((s) => s.get('num-other-sentinels') === '2' && s.get('flags') === 'master');
      const info = String(await ask(Number(seen[0]!.get('port')), 'INFO', 'replication'));
      return one && known && /connected_slaves:1/.test(info) && /state=online/.test(info);
    });
  const all = () => [...data.values(), ...sentinels.map((s) => s.child)];
  await settled();
  return {
    url: `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${NAME}`,
    primary,
    signal: (port, signal) => void data.get(port)!.kill(signal),
    restart: (port) => startData(port, port === first ? second : first),
    // Refused until the sentinel has heard of the replica, which it asks every ten seconds at the least.
    failover: () =>
      until('a planned failover', async () => Boolean(await ask(sentinels[0]!.port, 'SENTINEL', 'failover', NAME))),
    async moved(old) {
      const next = old === first ? second : first;
      await until('a new primary', async () => {
        return (await primary()) === next && String(await ask(next, 'INFO', 'replication')).includes('role:master');
      });
      return next;
    },
    settled,
    async close() {
      const running = all().filter((child) => child.exitCode === null && child.signalCode === null);
      for (const child of running) child.kill('SIGKILL');
      await Promise.all(running.map((child) => once(child, 'exit')));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
