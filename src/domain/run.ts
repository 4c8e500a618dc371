import type { Evidence, Receipt } from './action.ts';
import type { FaultRecord } from './fault.ts';

/**
 * waiting → due → running → applied → verified, or one of the ends.
 * `applied` is not green: the change was made, its effect is still being proven.
 */
export const STEP_STATES = [
  'waiting', //   an earlier stage is not done, or votes are missing
  'due', //       may run now; on the queue, or about to be put there by the sweeper
  'running', //   claimed by a worker under a lease
  'applied', //   changed; verification goes on
  'verified', //  proven: contained, or for a release: restored
  'failed', //    stopped with a reason; can be retried by a person
  'changed', //   the cloud changed since the plan: stopped before acting; plan again
  'in-doubt', //  a call may have arrived and must not be repeated blindly: a person decides
  'cancelled',
  'expired',
] as const;
export type StepState = (typeof STEP_STATES)[number];

export const ENDED: ReadonlySet<StepState> = new Set([
  'verified',
  'failed',
  'changed',
  'in-doubt',
  'cancelled',
  'expired',
]);

export interface Step {
  run: string;
  id: string;
  stage: number;
  state: StepState;
  /** Times that a worker has claimed it. */
  attempt: number;
  /** Grows with each claim, retry and decision: which attempt the log speaks of. */
  fence: number;
  /** When intent was recorded for the present attempt; a step with intent and no result is in doubt. */
  intentAt?: string;
  receipt?: Receipt;
  /** The place of its first intent in the incident's chain: the step with the lowest found the true prior state. */
  order?: number;
  evidence?: Evidence[];
  fault?: FaultRecord;
  /** Until when the next try or look waits. */
  dueAt?: string;
  appliedAt?: string;
  verifiedAt?: string;
}

export type RunState = 'running' | 'contained' | 'partly' | 'failed' | 'released' | 'cancelled' | 'expired';

export interface Run {
  id: string;
  incident: string;
  plan: string;
  digest: string;
  kind: 'contain' | 'release';
  state: RunState;
  steps: Step[];
}
