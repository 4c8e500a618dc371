import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasRedis, type RedisServer, startRedis } from '../edge/queue/redis-server.ts';
import { freshDatabase } from '../postgres.ts';
import type { Told } from './cloud-process.ts';
import { type People, peopleOf } from './people.ts';
import { type Stand, startStand } from './stand.ts';

const LARGE = 1000;
const SMALL = 6;
const PER_ACCOUNT = 3;
const QUEUE = hasRedis() ? 'Redis' : 'PostgreSQL';

/** One run of 1,000 steps over eight accounts, three workers, and a worse incident that comes in the middle of it. */
describe(`a run of 1,000 steps, queue on ${QUEUE}`, () => {
  let redis: RedisServer | undefined;
  let drop: () => Promise<void>;
  let stand: Stand;
  let people: People;
  let seen: Told;
  let severeEndedAfter: number;

  beforeAll(async () => {
    const database = await freshDatabase();
    drop = database.drop;
    if (QUEUE === 'Redis') redis = await startRedis();
    const size = { workers: 3, concurrency: 8, perAccount: PER_ACCOUNT, sizes: [SMALL, LARGE] };
    stand = await startStand(size, { databaseUrl: database.url, ...(redis ? { redisUrl: redis.url } : {}) });
    people = peopleOf(stand);
    const large = await people.plan(await people.declare(3), LARGE);
    const severe = await people.plan(await people.declare(1), SMALL);
    const over = people.approve(large.plan).then(() => people.ended(large.plan));
    let begun = 0;
    const tenth = async () => {
      begun += (await stand.cloud()).written.length;
      expect(begun).toBeGreaterThan(LARGE / 10);
    };
    await vi.waitFor(tenth, { timeout: 30_000, interval: 20 });
    await people.approve(severe.plan);
    await people.ended(severe.plan);
    severeEndedAfter = begun + (await stand.cloud()).written.length;
    await over;
    seen = await stand.cloud();
  }, 120_000);

  afterAll(async () => {
    await stand?.close();
    await redis?.kill();
    await drop?.();
  });

  it('is carried out to its end, each step once', async () => {
    const [row] = await stand.look<{ n: number }>(`select count(*)::int as n from step where state = 'verified'`);
    expect(row!.n).toBe(LARGE + SMALL);
    expect(seen.twice).toEqual([]);
  });

  it('lets a worse incident pass that came when a tenth of it was done', () => {
    expect(severeEndedAfter).toBeLessThan(LARGE / 2);
  });

  it('keeps what is in flight at any account at its limit, and uses it', () => {
    expect(Object.values(seen.most)).toHaveLength(8);
    expect(Math.max(...Object.values(seen.most))).toBe(PER_ACCOUNT);
  });
});
