import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Check } from '../../../src/domain/action.ts';
import { postgresBackend } from '../../../src/edge/queue/backend.ts';
import { examineQueue } from '../../../src/edge/queue/examine.ts';
import { openQueue } from '../../../src/edge/queue/open.ts';
import { freshDatabase } from '../../postgres.ts';
import { hasRedis, startRedis } from './redis-server.ts';

let databaseUrl: string;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  const { url, drop } = await freshDatabase();
  databaseUrl = url;
  closers.push(drop);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The one line that there is, which fails and says how to mend it. */
function only(checks: Check[]): Check {
  expect(checks).toHaveLength(1);
  expect(checks[0]).toMatchObject({ ok: false, fix: expect.stringMatching(/\.$/) });
  return checks[0]!;
}

describe('a queue on PostgreSQL', () => {
  it('is tried by a wake-up there and back, which leaves nothing behind', async () => {
    expect(await examineQueue({ databaseUrl })).toEqual([
      {
        ok: true,
        what: 'Queue on PostgreSQL',
        saw: expect.stringMatching(/^PostgreSQL at 127\.0\.0\.1:\d+\/\w+, a wake-up there and back in \d+ ms$/),
      },
    ]);
    const left = postgresBackend(databaseUrl).producer('doctor');
    closers.push(() => left.close());
    expect(await left.getJobCounts()).toMatchObject({ waiting: 0, active: 0, completed: 0, failed: 0, delayed: 0 });
  });

  it('is tried beside workers at work: they see nothing of it, and lose nothing to it', async () => {
    const queue = await openQueue({ databaseUrl });
    closers.push(() => queue.close(2000));
    const heard: string[] = [];
    const both = Promise.withResolvers<void>();
    const hear = async (id: string) => {
      heard.push(id);
      if (heard.length === 2) both.resolve();
    };
    await queue.work(hear, { concurrency: 1 });
    const looked = examineQueue({ databaseUrl });
    await queue.wake([{ id: 'run/one' }]);
    expect((await looked)[0]!.ok).toBe(true);
    await queue.wake([{ id: 'run/two' }]);
    await both.promise;
    expect(heard.toSorted()).toEqual(['run/one', 'run/two']);
  });

  it('fails when nothing comes back', async () => {
    // The queue is there, and somebody keeps it from handing anything out.
    const held = postgresBackend(databaseUrl).producer('doctor');
    closers.push(() => held.close());
    await held.waitUntilReady();
    await held.pause();
    const line = only(await examineQueue({ databaseUrl }, 300));
    expect(line.saw).toMatch(/takes wake-ups, and none came back within 0\.3 s\.$/);
    expect(line.fix).toContain('Restart what holds it');
  });

  it('fails when nobody answers', async () => {
    const line = only(await examineQueue({ databaseUrl: 'postgresql://quell:fake@127.0.0.1:1/quell' }, 300));
    expect(line.what).toBe('Queue on PostgreSQL');
    expect(JSON.stringify(line)).not.toContain('fake');
  });
});

const real = hasRedis();
describe.skipIf(!real)('a queue on Redis (needs a redis-server on PATH)', () => {
  async function redis(options: Parameters<typeof startRedis>[0] = {}) {
    const server = await startRedis(options);
    closers.push(() => server.kill());
    return server;
  }

  it('is tried as well, and told to write a log when it writes none', async () => {
    const { url } = await redis();
    const [queue, log] = await examineQueue({ databaseUrl, redisUrl: url });
    expect(queue).toMatchObject({ ok: true, saw: expect.stringMatching(/^Redis [\d.]+ at 127.+ in \d+ ms$/) });
    expect(log).toMatchObject({
      ok: true,
      saw: expect.stringMatching(/^off: a restart forgets/),
      fix: expect.stringContaining('appendonly yes'),
    });
  });

  it('needs no advice when it writes one, and holds no key of ours afterwards', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'quell-redis-'));
    closers.push(() => rm(directory, { recursive: true, force: true }));
    const server = await redis({ args: ['--appendonly', 'yes', '--dir', directory] });
    const checks = await examineQueue({ databaseUrl, redisUrl: server.url });
    expect(checks.map((c) => [c.ok, c.fix])).toEqual([
      [true, undefined],
      [true, undefined],
    ]);
    expect(checks[1]!.saw).toBe('on');
    expect(await server.ask('KEYS', '*doctor*')).toEqual([]);
  });

  it.each([
    ['may evict', { args: ['--maxmemory-policy', 'allkeys-lru'] }, '', /allkeys-lru/, /noeviction/],
    [
      'refuses the password',
      { password: 'another-fake-secret' },
      ':wrong@',
      /refuses the user or password/,
      /REDIS_URL/,
    ],
    ['is a replica', { args: ['--replicaof', '127.0.0.1', '1'] }, '', /is a replica/, /primary/],
  ])('fails when it %s', async (_, options, login, saw, fix) => {
    const { port } = await redis(options);
    const line = only(await examineQueue({ databaseUrl, redisUrl: `redis://${login}127.0.0.1:${port}` }));
    expect(line.saw).toMatch(saw);
    expect(line.fix).toMatch(fix);
  });
});

it('fails when REDIS_URL leads nowhere', async () => {
  const line = only(await examineQueue({ databaseUrl, redisUrl: 'redis://127.0.0.1:1' }));
  expect(line).toMatchObject({ what: 'Queue on Redis', saw: expect.stringContaining('does not answer') });
});
