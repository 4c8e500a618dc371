import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, type Part, share } from '../../src/card/share.ts';

/** A list of `count` lines of `wide` characters, which says how many are missing. */
const part = (count: number, wide: number, rank: number): Part<string[]> => ({
  count,
  rank,
  build: (n) => ({
    block: [...Array.from({ length: n }, () => 'x'.repeat(wide)), ...(n < count ? [`${count - n} more`] : [])],
    cut: n < count,
  }),
});
const of = (blocks: string[][]) => blocks.map((lines) => lines.filter((one) => one.startsWith('x')).length);

describe('the room of a card', () => {
  it('is never exceeded, and whatever is missing is counted', () => {
    const parts = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 30 }), fc.nat(3)), { maxLength: 12 });
    fc.assert(
      fc.property(parts, fc.nat(3000), fc.nat(12), (given, room, most) => {
        const all = given.map(([count, wide, rank]) => part(count, wide, rank));
        const { blocks, cut, dropped } = share(all, room, most);
        expect(blocks.reduce((sum, block) => sum + bytes(block), 0)).toBeLessThanOrEqual(room);
        expect(blocks.length + dropped).toBe(all.length);
        expect(blocks.length).toBeLessThanOrEqual(most);
        const shown = of(blocks);
        expect(cut).toBe(dropped > 0 || shown.some((n, i) => n < all[i]!.count));
        for (const [i, lines] of blocks.entries())
          if (shown[i]! < all[i]!.count) expect(lines.at(-1)).toBe(`${all[i]!.count - shown[i]!} more`);
      }),
      { numRuns: 300 },
    );
  });

  it('goes to what matters most, and among equals to the short first', () => {
    const [long, short, warning] = of(share([part(100, 10, 2), part(2, 10, 2), part(3, 10, 0)], 400, 9).blocks);
    expect([short, warning]).toEqual([2, 3]);
    expect(long).toBeGreaterThan(15);
  });

  it('is used as far as it reaches: one more line would not fit', () => {
    const { blocks } = share([part(100, 10, 0)], 500, 9);
    const [n] = of(blocks);
    expect(bytes(part(100, 10, 0).build(n! + 1).block)).toBeGreaterThan(500);
  });
});
