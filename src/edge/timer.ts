/** Milliseconds of a clock that nobody sets: for how long something took. */
export const elapsed = (): number => performance.now();

/** Ms since the epoch, by this machine's clock: for what is said to people. What is decided goes by the record's. */
export const wallClock = (): number => Date.now();

/** Waits for `promise` for `ms` at most. What it rejects with later is no longer anybody's concern. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<{ value: T } | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), Math.max(0, ms));
  });
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise.then((value) => ({ value })), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs `work` again and again, `ms` after it ended each time, a quarter earlier or later so that processes do not march in step. */
export function every(ms: number, work: () => Promise<unknown>): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const next = () => {
    if (stopped) return;
    timer = setTimeout(
      () => {
        running = work().then(next, next);
      },
      ms * (0.75 + Math.random() / 2),
    );
  };
  next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
