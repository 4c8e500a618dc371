import { spawn, spawnSync } from 'node:child_process';
import { Redis } from 'ioredis';
import { freePort } from '../../free-port.ts';

/** Whether this machine can run the tests with a real Redis. */
export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
}

export interface RedisServer {
  port: number;
  url: string;
  /** Runs a command as an operator would. */
  ask(...command: [string, ...string[]]): Promise<unknown>;
  /** Killed without a chance to say goodbye. */
  kill(): Promise<void>;
}

/** A Redis of our own that writes nothing to disk. */
export async function startRedis(
  options: { port?: number; password?: string; args?: string[] } = {},
): Promise<RedisServer> {
  const port = options.port ?? (await freePort());
  const policy = ['--maxmemory-policy', 'noeviction'];
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--dir',
    '/',
    ...policy,
    ...(options.args ?? []),
  ];
  const child = spawn('redis-server', [...args, ...(options.password ? ['--requirepass', options.password] : [])], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.stdout.on('data', (said: Buffer) => {
      if (String(said).includes('Ready to accept connections')) resolve();
    });
    void ended.then(() => reject(new Error('redis-server ended before it was ready')));
  });
  return {
    port,
    url: `redis://${options.password ? `:${options.password}@` : ''}127.0.0.1:${port}`,
    async ask(...command) {
      const redis = new Redis({
        port,
        host: '127.0.0.1',
        ...(options.password ? { password: options.password } : {}),
        replyMapping: 'legacy',
      });
      try {
        return await redis.call(...command);
      } finally {
        redis.disconnect();
      }
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
