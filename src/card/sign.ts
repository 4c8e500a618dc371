import type { Text } from '../domain/card.ts';
import type { StepState } from '../domain/run.ts';
import { plain } from './seen.ts';
import { STEP_WORDS } from './words.ts';

const SIGNS = {
  waiting: '\u25cb',
  due: '\u25cb',
  running: '\u25d0',
  applied: '\u25cf',
  verified: '\u2713',
  failed: '\u2717',
  changed: '\u2260',
  'in-doubt': '?',
  cancelled: '\u2013',
  expired: '\u2013',
} as const satisfies Record<StepState, string>;

/**
 * A state as it stands on a line. A sign never stands without its word, because not everybody sees it and no screen
 * reader says it; where the note has the word already, it is not said twice.
 */
export function signOf(state: StepState, note: Text | undefined): string {
  const said = note !== undefined && plain(note).includes(STEP_WORDS[state]);
  return said ? SIGNS[state] : `${SIGNS[state]} ${STEP_WORDS[state]}`;
}
