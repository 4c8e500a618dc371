/** Milliseconds of a clock that nobody sets: for how long something took. */
export const elapsed = (): number => performance.now();

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
