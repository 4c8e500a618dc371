import type { Pace } from '../outbox.ts';
import { closed } from './faults.ts';

/** What Teams takes of one bot in one conversation; the shorter windows let a burst through. */
export const PACE: Pace = {
  windows: [
    { most: 7, withinMs: 1000 },
    { most: 8, withinMs: 2000 },
    { most: 60, withinMs: 30_000 },
    { most: 1800, withinMs: 3_600_000 },
  ],
  closed,
};
