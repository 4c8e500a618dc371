import { sayNeeds } from '../approval/needs.ts';
import { CLOUD_NAMES, type Cloud } from '../domain/action.ts';
import type { Card } from '../domain/card.ts';
import { shortDigest } from '../domain/plan.ts';
import { ENDED, type StepState } from '../domain/run.ts';
import { stepsOf } from './limits.ts';
import { openNeeds } from './quorum.ts';
import type { PlanView } from './view.ts';
import { count } from './words.ts';

export interface Outcome {
  tone: Card['tone'];
  /** The truth in one sentence, said first. */
  sentence: string;
}

/** Clouds whose steps are all verified, out of those in the plan. */
export function cloudsDone(view: PlanView): { all: Cloud[]; done: Cloud[] } {
  const steps = view.plan.body.stages.flatMap((s) => s.steps);
  const all = [...new Set(steps.map((s) => s.cloud))];
  const verified = new Set(view.run.steps.filter((s) => s.state === 'verified').map((s) => s.id));
  const left = new Set(steps.filter((s) => !verified.has(s.id)).map((s) => s.cloud));
  return { all, done: all.filter((cloud) => !left.has(cloud)) };
}

/** `2`, `2 and 4`, `2, 3 and 4`, `2, 3, 4 and 6 more`. */
function listed(numbers: number[]): string {
  const few = numbers.slice(0, 3);
  const rest = numbers.length - few.length;
  const parts = [...few.map(String), ...(rest > 0 ? [`${rest} more`] : [])];
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

const STOPPED: readonly (readonly [StepState, string])[] = [
  ['failed', 'Failed at'],
  ['changed', 'Stopped, because the cloud had changed, at'],
  ['in-doubt', 'In doubt at'],
  ['expired', 'Out of time for'],
  ['cancelled', 'Cancelled'],
];

/** `Failed at step 2 of 5, 1 change applied.`: the first kind of trouble that there is, and what was done all the same. */
function whereItStopped(view: PlanView): string {
  const states = new Map(view.run.steps.map((s) => [s.id, s.state]));
  const order = stepsOf(view).map((s) => states.get(s.id));
  const parts = STOPPED.flatMap(([state, words]) => {
    const at = order.flatMap((s, i) => (s === state ? [i + 1] : []));
    return at.length > 0 ? [`${words} step${at.length === 1 ? '' : 's'} ${listed(at)} of ${order.length}`] : [];
  });
  const done = view.run.steps.filter(
    (s) => s.receipt?.applied || s.state === 'applied' || s.state === 'verified',
  ).length;
  const touched = view.run.steps.some((s) => s.receipt);
  const what =
    done > 0
      ? `${count(done, 'change')} applied`
      : touched
        ? 'and what was begun may have been done'
        : 'nothing was changed';
  return `${parts.join('; ')}, ${what}.`;
}

/** A cloud that changed since the plan is no failure of anybody: a fresh plan shows it as it is. */
function changed(view: PlanView): string {
  if (!view.run.steps.some((s) => s.state === 'changed')) return '';
  return ' The cloud had changed since the plan: the difference stands below, and `again` asks anew.';
}

function ended(view: PlanView): Outcome {
  const { all, done } = cloudsDone(view);
  const release = view.plan.body.kind === 'release';
  const word = release ? 'Released' : 'Contained';
  const unplanned = view.plan.body.unplanned.length;
  const rest = unplanned > 0 ? ` ${count(unplanned, 'step')} could not be planned and was not done.` : '';
  if (done.length === all.length && unplanned === 0) {
    return { tone: 'good', sentence: `${word} on ${count(all.length, 'cloud')}, each step verified.` };
  }
  const failed = view.run.steps.filter((s) => s.state !== 'verified').length;
  const left = failed > 0 ? ` ${whereItStopped(view)}${changed(view)}` : '';
  const where = done.length > 0 ? ` (${done.map((c) => CLOUD_NAMES[c]).join(', ')})` : '';
  const nothing = view.run.steps.every((s) => !s.receipt);
  if (nothing && failed === view.run.steps.length)
    return { tone: 'bad', sentence: `Failed: nothing was changed.${changed(view)}${rest}` };
  return {
    tone: 'bad',
    sentence: `Partly ${word.toLowerCase()}: ${done.length} of ${count(all.length, 'cloud')}${where}.${left}${rest}`,
  };
}

function pending(view: PlanView): Outcome {
  const steps = view.plan.body.stages.flatMap((s) => s.steps);
  const clouds = new Set(steps.map((s) => s.cloud)).size;
  const what = `${count(steps.length, 'step')} on ${count(clouds, 'cloud')}`;
  return {
    tone: 'warning',
    sentence: `Waiting for approval: ${what}, needs ${sayNeeds(openNeeds(view))}. Nothing has been changed yet.`,
  };
}

/** What has come of a plan, never ahead of the truth: green only when every step is verified. */
export function outcomeOf(view: PlanView): Outcome {
  const { plan, run } = view;
  if (plan.status === 'denied') {
    const deny = view.votes.find((v) => v.decision === 'deny');
    const started = run.steps.some((s) => s.receipt);
    return {
      tone: 'neutral',
      sentence: `Denied${deny?.reason ? `: ${deny.reason}` : ''}. ${started ? 'What was done before stays done; see below.' : 'Nothing was changed.'}`,
    };
  }
  const { later } = view;
  if (plan.status === 'superseded') {
    const by = later ? `plan ${shortDigest(later.digest)}` : 'a newer plan';
    const narrowed = later?.body.earlier?.why === 'narrowed';
    return {
      tone: 'neutral',
      sentence: `${narrowed ? 'Narrowed: replaced' : 'Replaced'} by ${by}. Nothing was changed by this one${view.votes.length > 0 ? ', and its votes are void' : ''}.`,
    };
  }
  if (plan.status === 'withdrawn') {
    const why = view.told?.findLast((e) => e.type === 'approval.withdrawn')?.data.reason;
    const stays = run.steps.some((s) => s.receipt);
    const done = stays ? 'What was done before stays done; see below.' : 'Nothing was changed.';
    return { tone: 'neutral', sentence: `Withdrawn${typeof why === 'string' ? `: ${why}` : ''}. ${done}` };
  }
  if (plan.status === 'expired') {
    const next = later ? `Asked again as plan ${shortDigest(later.digest)}.` : '`again` asks again, with a fresh plan.';
    return { tone: 'neutral', sentence: `Expired, nothing was changed. ${next}` };
  }
  const working = run.steps.filter((s) => !ENDED.has(s.state) && s.state !== 'waiting').length;
  const finished = run.steps.filter((s) => ENDED.has(s.state)).length;
  if (plan.status === 'pending' && working + finished === 0) return pending(view);
  if (run.state !== 'running') return ended(view);
  const verified = run.steps.filter((s) => s.state === 'verified').length;
  const failed = finished - verified;
  const waiting = plan.status === 'pending' ? ` Later stages need ${sayNeeds(openNeeds(view))}.` : '';
  const trouble = failed > 0 ? `, ${failed} not done` : '';
  return {
    tone: failed > 0 ? 'bad' : 'warning',
    sentence: `In progress: ${verified} of ${count(run.steps.length, 'step')} verified${trouble}.${waiting}`,
  };
}
