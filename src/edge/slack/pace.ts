import type { Pace } from '../outbox.ts';
import { closed } from './faults.ts';
import { LIMITS } from './limits.ts';

/** Slack's pace: one message a second and channel, three at once after a pause. */
export const PACE: Pace = { windows: LIMITS.rate, closed };
