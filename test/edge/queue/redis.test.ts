import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openQueue } from '../../../src/edge/queue/open.ts';
import type { Queue } from '../../../src/job/queue.ts';
import { freePort } from '../../free-port.ts';
import { queueContract } from './contract.ts';
import { hasRedis, type RedisServer, startRedis } from './redis-server.ts';

const missing = !hasRedis();
const databaseUrl = 'postgresql://unused.invalid/quell';
const real = missing ? 'a real Redis (needs a redis-server on PATH)' : 'a real Redis';

describe.skipIf(missing)(real, () => {
  queueContract('Redis', async () => {
    const server = await startRedis();
    return {
      options: { redisUrl: server.url, databaseUrl },
      wipe: async () => void (await server.ask('FLUSHALL')),
      stop: () => server.kill(),
    };
  });

  describe('at the start', () => {
    const servers: RedisServer[] = [];
    const start = async (options: Parameters<typeof startRedis>[0]): Promise<RedisServer> => {
      const server = await startRedis(options);
      servers.push(server);
      return server;
    };
    afterEach(async () => {
      await Promise.all(servers.splice(0).map((server) => server.kill()));
    });

    test.each(['allkeys-lru', 'volatile-ttl', 'allkeys-random'])(
      'is refused when it may evict (%s)',
      async (policy) => {
        const server = await start({ args: ['--maxmemory-policy', policy] });
        await expect(openQueue({ redisUrl: server.url, databaseUrl })).rejects.toMatchObject({
          code: 'queue.eviction',
          message: expect.stringContaining(policy),
          fix: expect.stringContaining('noeviction'),
        });
      },
    );

    test.each([
      ['no password', ''],
      ['a wrong password', ':not-a-real-secret@'],
    ])('is refused with %s, which is not repeated', async (_name, login) => {
      const server = await start({ password: 'another-fake-secret' });
      const fault = await openQueue({ redisUrl: `redis://${login}127.0.0.1:${server.port}`, databaseUrl }).catch(
        (e) => e,
      );
      expect(fault).toMatchObject({ code: 'queue.password', fix: expect.stringContaining('REDIS_URL') });
      expect(`${fault.message} ${fault.fix}`).not.toContain('secret');
    });

    test('is entered with the right password', async () => {
      const server = await start({ password: 'another-fake-secret' });
      const queue = await openQueue({ redisUrl: server.url, databaseUrl });
      await queue.ready();
      await queue.close(1000);
    });

    test('is refused when it is a replica', async () => {
      const primary = await start({});
      const replica = await start({ args: ['--replicaof', '127.0.0.1', String(primary.port)] });
      await expect(openQueue({ redisUrl: replica.url, databaseUrl })).rejects.toMatchObject({ code: 'queue.replica' });
    });
  });

  test('workers go on by themselves after it was killed and came back empty', async () => {
    let server = await startRedis();
    const warnings: string[] = [];
    const log = {
      info: () => undefined,
      error: () => undefined,
      warn: (_: object, said: string) => void warnings.push(said),
    };
    const queue: Queue = await openQueue({ redisUrl: server.url, databaseUrl, log });
    const got: string[] = [];
    await queue.work(async (id) => void got.push(id), { concurrency: 2 });
    await queue.wake([{ id: 'run/before' }]);
    await vi.waitFor(() => expect(got).toEqual(['run/before']), { timeout: 5000, interval: 10 });

    await server.kill();
    const start = performance.now();
    await queue.wake([{ id: 'run/lost' }]);
    expect(performance.now() - start, 'an outage holds nobody up').toBeLessThan(4000);
    await expect(queue.ready()).rejects.toMatchObject({ code: 'queue.unreachable', retry: 'later' });
    expect(warnings.length).toBeGreaterThan(0);

    server = await startRedis({ port: server.port });
    await vi.waitFor(() => queue.ready(), { timeout: 8000, interval: 50 });
    await queue.wake([{ id: 'run/after' }]);
    await vi.waitFor(() => expect(got).toContain('run/after'), { timeout: 8000, interval: 20 });
    await queue.close(1000);
    await server.kill();
  }, 30_000);

  test('closes within its limit while it is away', async () => {
    const server = await startRedis();
    const queue = await openQueue({ redisUrl: server.url, databaseUrl });
    await queue.work(async () => undefined, { concurrency: 1 });
    await server.kill();
    const start = performance.now();
    await queue.close(1000);
    expect(performance.now() - start).toBeLessThan(1500);
  });
});

describe('a Redis that cannot be used', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];

  /** Answers every command with the same INFO. Undefined: accepts and says nothing. */
  const pretend = async (info: string[] | undefined): Promise<string> => {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      const body = info?.join('\r\n') ?? '';
      socket.on('data', (chunk) => {
        const commands = String(chunk).match(/\*\d+\r\n/g)?.length ?? 0;
        if (info) socket.write(`$${body.length}\r\n${body}\r\n`.repeat(commands));
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `redis://127.0.0.1:${(server.address() as { port: number }).port}`;
  };

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  test('because nobody listens there, is refused at once', async () => {
    const port = await freePort();
    await expect(openQueue({ redisUrl: `redis://127.0.0.1:${port}`, databaseUrl })).rejects.toMatchObject({
      code: 'queue.unreachable',
      message: expect.stringContaining(`127.0.0.1:${port}`),
      fix: expect.stringContaining('REDIS_URL'),
    });
  });

  test('because it never answers, is refused within about three seconds', async () => {
    const redisUrl = await pretend(undefined);
    const start = performance.now();
    await expect(openQueue({ redisUrl, databaseUrl })).rejects.toMatchObject({ code: 'queue.unreachable' });
    expect(performance.now() - start).toBeLessThan(4000);
  }, 8000);

  test('because it is too old, is refused with its version', async () => {
    const redisUrl = await pretend(['redis_version:5.0.14', 'maxmemory_policy:noeviction', 'role:master', 'loading:0']);
    await expect(openQueue({ redisUrl, databaseUrl })).rejects.toMatchObject({
      code: 'queue.version',
      message: expect.stringContaining('5.0.14'),
    });
  });

  test('because it does not tell whether it evicts, is refused', async () => {
    const redisUrl = await pretend(['redis_version:7.2.0', 'role:master', 'loading:0']);
    await expect(openQueue({ redisUrl, databaseUrl })).rejects.toMatchObject({ code: 'queue.eviction' });
  });
});
