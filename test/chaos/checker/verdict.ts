import type { Cloud } from '../../../src/domain/action.ts';
import type { PlanCase } from './read.ts';

/** What a card must say in the end: how it begins, what else stands in it, and whether it may be green. */
export interface Verdict {
  tone: 'good' | 'neutral' | 'bad';
  says: string[];
}

export const NAMES: Record<Cloud, string> = { aws: 'AWS', gcp: 'Google Cloud', azure: 'Azure' };

export function cloudsOf(plan: PlanCase): Cloud[] {
  return [...new Set(plan.steps.map((s) => s.planned.cloud))];
}

export function isDone(plan: PlanCase, cloud: Cloud): boolean {
  return plan.steps.every((s) => s.planned.cloud !== cloud || s.row.state === 'verified');
}

/** Whether anything may have been changed: a receipt stands before each first change. */
export function mayHaveActed(plan: PlanCase): boolean {
  return plan.steps.some((s) => s.receipts.length > 0);
}

const plural = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** What has come of a plan at rest, read from the record alone. */
export function verdictOn(plan: PlanCase): Verdict {
  const acted = mayHaveActed(plan);
  const neutral = (begin: string, untouched: string, touched: string): Verdict => ({
    tone: 'neutral',
    says: [begin, acted ? touched : untouched],
  });
  if (plan.row.status === 'denied') return neutral('Denied', 'Nothing was changed', 'stays done');
  if (plan.row.status === 'superseded') return neutral('eplaced by', 'Nothing was changed', '(something was changed)');
  if (plan.row.status === 'withdrawn') return neutral('Withdrawn', 'Nothing was changed', 'stays done');
  if (plan.row.status === 'expired') return neutral('Expired', 'nothing was changed', 'stays done');
  const clouds = cloudsOf(plan);
  const done = clouds.filter((c) => isDone(plan, c));
  const open = plan.steps.filter((s) => s.row.state !== 'verified').length;
  const missing = plan.body.unplanned.length;
  const word = plan.body.kind === 'release' ? 'Released' : 'Contained';
  if (open === 0 && missing === 0)
    return { tone: 'good', says: [`${word} on ${plural(clouds.length, 'cloud')}, each step verified`] };
  const unplanned = missing > 0 ? [`${plural(missing, 'step')} could not be planned`] : [];
  if (!acted && plan.steps.every((s) => s.row.state === 'expired'))
    return { tone: 'neutral', says: ['Expired, nothing was changed', ...unplanned] };
  if (!acted && open === plan.steps.length) return { tone: 'bad', says: ['nothing was changed', ...unplanned] };
  const applied = plan.steps.filter((s) => s.applied || ['applied', 'verified'].includes(s.row.state)).length;
  // Where all that is left had no time to begin, the card says which steps, and whose votes they lacked.
  const unbegun = plan.steps.filter((s) => s.row.state === 'expired' && s.receipts.length === 0).length;
  const many = `${applied} of ${plural(plan.steps.length, 'step')} applied`;
  const what = [
    ...(unbegun > 0 ? ['not done: '] : []),
    ...(open > unbegun ? [` of ${plan.steps.length}, `, applied > 0 ? many : 'may have been done'] : []),
  ];
  return {
    tone: 'bad',
    says: [
      `Partly ${word.toLowerCase()}: ${done.length} of ${plural(clouds.length, 'cloud')}`,
      ...done.map((c) => NAMES[c]),
      ...what,
      ...unplanned,
    ],
  };
}
