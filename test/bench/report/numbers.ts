/** The value below which a share `q` of the samples lies; the nearest rank, no interpolation. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** Two figures after the point; more would claim a precision that no run has. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;

export interface Spread {
  p50: number;
  p99: number;
}

export function spread(samples: readonly number[]): Spread {
  return { p50: median(samples), p99: quantile(samples, 0.99) };
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** Fails instead of waiting for ever: a benchmark that hangs says nothing. */
export async function soon<T>(what: string, promise: Promise<T>, ms = 30_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`${what}: nothing happened within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
