import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/domain/fault.ts';
import { gather } from '../../../src/edge/postgres/gather.ts';

/** Answers when it is told to, and remembers what it was sent. */
function held() {
  const sent: number[][] = [];
  const gates: (() => void)[] = [];
  const send = async (items: number[]): Promise<number[]> => {
    sent.push(items);
    await new Promise<void>((open) => gates.push(open));
    return items.map((i) => i * 10);
  };
  return { sent, send, open: () => gates.shift()?.() };
}

describe('what is sent to the database together', () => {
  it('is sent at once when nothing is on its way, and waits for one round trip at most', async () => {
    const { sent, send, open } = held();
    const ask = gather(send);
    const answers = Promise.all([ask(1), ask(2), ask(3)]);
    await expect.poll(() => sent).toEqual([[1]]);
    open();
    await expect.poll(() => sent).toEqual([[1], [2, 3]]);
    open();
    expect(await answers).toEqual([10, 20, 30]);
  });

  it('fails alone where the database refuses one of them', async () => {
    const ask = gather(async (items: number[]) => {
      await new Promise((done) => setImmediate(done));
      if (items.includes(3)) throw new Error('refused');
      return items;
    });
    const settled = await Promise.allSettled([1, 2, 3, 4].map(ask));
    expect(settled.map((s) => s.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  });

  it('fails together, and is not sent again, where the server is away', async () => {
    let calls = 0;
    const ask = gather(async (items: number[]) => {
      calls += 1;
      await new Promise((done) => setImmediate(done));
      if (items.length > 1) throw new Fault({ code: 'database.unreachable', message: 'Away.', fix: 'Wait.' });
      return items;
    });
    const settled = await Promise.allSettled([1, 2, 3].map(ask));
    expect(settled.map((s) => s.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(calls).toBe(2);
  });
});
