import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grows, type Point, slopeOf } from './slope.ts';

/** Thirty minutes, a look every two seconds, with what a collection leaves behind at random. */
function looks(perMinute: number, noise: readonly number[]): Point[] {
  return Array.from({ length: 900 }, (_, i) => {
    const minute = i / 30;
    return { minute, value: 40 + perMinute * minute + noise[i % noise.length]! };
  });
}

const noises = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 500, maxLength: 700 });

describe('the slope of a memory', () => {
  it('is that of its line, whatever the noise', () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), noises, (perMinute, noise) => {
        expect(slopeOf(looks(perMinute, noise)).perMinute).toBeCloseTo(perMinute, 0);
      }),
      { numRuns: 50 },
    );
  });

  it('of a flat memory does not grow, however much it swings', () => {
    fc.assert(
      fc.property(noises, (noise) => {
        expect(grows(slopeOf(looks(0, noise)), 0.2)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it('of a leak grows, however much it swings', () => {
    fc.assert(
      fc.property(noises, (noise) => {
        expect(grows(slopeOf(looks(1, noise)), 0.2)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('of three points is refused', () => {
    expect(() => slopeOf([1, 2, 3].map((minute) => ({ minute, value: 1 })))).toThrow(/says nothing/);
  });
});
