import type { Cloud } from '../../domain/action.ts';
import type { StepState } from '../../domain/run.ts';

/** A sign never stands without its word: not everybody sees it, and no screen reader says it. */
export const STATE_WORDS = {
  waiting: '\u25cb waiting',
  due: '\u25cb queued',
  running: '\u25d0 running',
  applied: '\u25cf applied, not proven yet',
  verified: '\u2713 verified',
  failed: '\u2717 failed',
  changed: '\u2260 stopped: changed since the plan',
  'in-doubt': '? in doubt: a person must decide',
  cancelled: '\u2013 cancelled',
  expired: '\u2013 expired',
} as const satisfies Record<StepState, string>;

export const CLOUD_WORDS = { aws: 'AWS', gcp: 'Google', azure: 'Azure' } as const satisfies Record<Cloud, string>;
