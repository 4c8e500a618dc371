import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FOLLOWED, type Homes, openHomes } from '../../../src/edge/slack/homes.ts';

let homes: Homes;
let state = 0;
let tookMs = 0;
const published: string[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  published.length = 0;
  state = 0;
  tookMs = 0;
  homes = openHomes({
    async draw({ user }) {
      if (tookMs > 0) await new Promise((done) => setTimeout(done, tookMs));
      return `${user} ${state}`;
    },
    publish: async (user) => void published.push(user),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
});
afterEach(async () => {
  await homes.close();
  vi.useRealTimers();
});

const look = (user: string) => homes.opened({ tenant: 'T', user });

describe('home tabs that follow the record', () => {
  it('are published one a second, however much changes', async () => {
    for (let i = 0; i < 10; i += 1) await look(`U${i}`);
    published.length = 0;
    for (state = 1; state < 50; state += 1) homes.changed();
    await vi.advanceTimersByTimeAsync(4500);
    expect(published).toEqual(['U0', 'U1', 'U2', 'U3', 'U4']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(published).toHaveLength(10);
  });

  it('leave the record nine tenths of the time while reading it takes long', async () => {
    for (const user of ['U1', 'U2']) await look(user);
    published.length = 0;
    state = 1;
    tookMs = 2000;
    homes.changed();
    await vi.advanceTimersByTimeAsync(2000);
    expect(published).toEqual(['U1']);
    await vi.advanceTimersByTimeAsync(17_000);
    expect(published).toEqual(['U1']);
    await vi.advanceTimersByTimeAsync(3500);
    expect(published).toEqual(['U1', 'U2']);
  });

  it('are those of the people who looked last, and of no more than a hundred', async () => {
    for (let i = 0; i < FOLLOWED.people + 5; i += 1) await look(`U${i}`);
    published.length = 0;
    state = 1;
    homes.changed();
    await vi.advanceTimersByTimeAsync(200_000);
    expect(published).toHaveLength(FOLLOWED.people);
    expect(published).not.toContain('U4');
  });

  it('are forgotten when nobody has looked for half an hour', async () => {
    await look('UADA');
    await vi.advanceTimersByTimeAsync(FOLLOWED.forMs + 1);
    published.length = 0;
    state = 1;
    homes.changed();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(published).toEqual([]);
  });

  it('show first to whoever did something what came of it', async () => {
    for (const user of ['U1', 'U2', 'U3']) await look(user);
    published.length = 0;
    state = 1;
    homes.changed();
    homes.touched('U3');
    homes.touched('USTRANGER');
    await vi.advanceTimersByTimeAsync(0);
    expect(published).toEqual(['U3']);
  });
});
