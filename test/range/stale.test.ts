import { describe, expect, it } from 'vitest';
import { Kernel } from '../../src/range/kernel.ts';

function bench() {
  let now = 0;
  const kernel = new Kernel({ realNow: () => now, random: () => 0.5, settleMs: 100 });
  const pass = (ms: number) => {
    now += ms;
  };
  return { kernel, pass };
}

describe('a read in stale weather', () => {
  it('misses a change of the last seconds, and no older one', () => {
    const { kernel, pass } = bench();
    const value = kernel.settling('old');
    value.set('new');
    const read = () => kernel.reading('stale-read', () => value.written);
    expect(value.written).toBe('new');
    expect(read()).toBe('old');
    expect(kernel.staleReads).toBe(1);
    pass(5000);
    expect(read()).toBe('new');
    expect(kernel.staleReads).toBe(1);
  });

  it('is over with the call, even if that throws', () => {
    const { kernel } = bench();
    const value = kernel.settling('old');
    value.set('new');
    expect(() =>
      kernel.reading('stale-read', () => {
        throw new Error('no such thing');
      }),
    ).toThrow('no such thing');
    expect(value.written).toBe('new');
    expect(kernel.reading(undefined, () => value.written)).toBe('new');
  });

  it('leaves alone what never changed, and what decides calls', () => {
    const { kernel, pass } = bench();
    const still = kernel.settling('as ever');
    const value = kernel.settling('old');
    value.set('new');
    pass(100);
    expect(kernel.reading('stale-read', () => [still.written, value.enforced])).toEqual(['as ever', 'new']);
  });
});
