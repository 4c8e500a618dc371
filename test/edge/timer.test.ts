import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { within } from '../../src/edge/timer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('waiting within a time', () => {
  it('gives what came in time, and leaves no timer behind', async () => {
    expect(await within(1000, Promise.resolve(7))).toEqual({ value: 7 });
    expect(await within(1000, Promise.resolve(undefined))).toEqual({ value: undefined });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says late when the time is over, and not a moment before', async () => {
    let said: unknown;
    void within(1000, new Promise(() => undefined)).then((outcome) => {
      said = outcome;
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(said).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(said).toBe('late');
  });

  it('no time at all is late at once', async () => {
    const asked = within(-5, new Promise(() => undefined));
    await vi.advanceTimersByTimeAsync(0);
    expect(await asked).toBe('late');
  });

  it('fails as the promise fails, and leaves no timer behind', async () => {
    await expect(within(1000, Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('what fails after its time is nobody’s concern', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    try {
      const { promise, reject } = Promise.withResolvers<never>();
      const asked = within(10, promise);
      await vi.advanceTimersByTimeAsync(10);
      expect(await asked).toBe('late');
      reject(new Error('too late'));
      vi.useRealTimers();
      await new Promise((turn) => setImmediate(turn));
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  });
});
