import { describe, expect, it } from 'vitest';
import { turns } from './turns.ts';

describe('turns', () => {
  it('warm up first, and then count', () => {
    expect([...turns({ most: 2, least: 1, limitMs: 1000 }, 1)]).toEqual([false, true, true]);
  });

  it('are as many as needed and no more where the time is over', () => {
    expect([...turns({ most: 100, least: 3, limitMs: 0 }, 0)]).toEqual([true, true, true]);
  });
});
