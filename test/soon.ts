import { vi } from 'vitest';

/** Ms that a busy machine may take for what is over in some milliseconds on a quiet one. */
const LONGEST = 10_000;

/** Waits until this no longer throws, for as long as a busy machine may need. */
export function soon<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: LONGEST, interval: 20 });
}
