import type { Residual } from '../domain/action.ts';
import type { Text } from '../domain/card.ts';
import { listed } from '../domain/listed.ts';
import type { StepState } from '../domain/run.ts';

/** What a state is called in front of people. `applied` is not done: its effect is still being proven. */
export const STEP_WORDS: Record<StepState, string> = {
  waiting: 'waiting for approval',
  due: 'queued',
  running: 'applying',
  applied: 'applied, verifying',
  verified: 'verified',
  failed: 'failed',
  changed: 'stopped: the cloud changed',
  'in-doubt': 'in doubt: a person decides',
  cancelled: 'cancelled',
  // Of one that was tried again too late, a part may have been done.
  expired: 'out of time',
};

/** `1 step`, `3 steps`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** `1 h`, `90 min`, `45 s`. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return `${Math.round(seconds / 60)} min`;
}

/** When access that outlives an action ends. `from` is the provider's time of the change, if it was made. */
export function sayEnd(residual: Residual, from: string | undefined): Text {
  if (residual.forSeconds === null) return ['does not end by itself'];
  if (!from) return [`up to ${duration(residual.forSeconds)} longer`];
  return ['until ', { time: new Date(Date.parse(from) + residual.forSeconds * 1000).toISOString() }];
}

/** At most `max` characters of a text. The middle goes: a refusal begins with who refused and ends with why. */
export function brief(text: string, max: number): string {
  if (text.length <= max) return text;
  // At whole words, where there are any.
  const head = text.slice(0, Math.floor(max / 3)).replace(/(\s)\S*$/, '$1');
  const tail = text.slice(head.length - max + 3).replace(/^\S*(\s)/, '$1');
  return `${head.trimEnd()} … ${tail.trimStart()}`;
}

/** `stage 2`, `stages 2 and 3`, `stages 2, 3 and 4`. */
export function sayStages(numbers: readonly number[]): string {
  return `stage${numbers.length === 1 ? '' : 's'} ${listed(numbers.map(String))}`;
}

/** The distinct strings of a list, in order. */
export function distinct(items: readonly string[]): string[] {
  return [...new Set(items)];
}
