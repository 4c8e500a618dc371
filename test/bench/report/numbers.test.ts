import { describe, expect, it } from 'vitest';
import { median, quantile, rounded, soon } from './numbers.ts';

describe('numbers of the bench', () => {
  it('gives a sample that was measured, never one between two', () => {
    expect(median([5, 1, 4, 2])).toBe(2);
    expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.99)).toBe(10);
    expect(quantile([7], 0.5)).toBe(7);
  });

  it('refuses to say something about nothing', () => {
    expect(() => median([])).toThrow('nothing was measured');
  });

  it('claims two figures after the point', () => {
    expect(rounded(1.23456)).toBe(1.23);
  });

  it('ends a wait for what never happens', async () => {
    await expect(soon('a wonder', new Promise(() => undefined), 5)).rejects.toThrow('a wonder: nothing happened');
  });
});
