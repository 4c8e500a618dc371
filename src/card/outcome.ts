import { sayNeeds } from '../approval/needs.ts';
import { CLOUD_NAMES, type Cloud } from '../domain/action.ts';
import type { Card } from '../domain/card.ts';
import { shortDigest } from '../domain/plan.ts';
import { ENDED, type StepState } from '../domain/run.ts';
import { outOfTime, sayNumbers } from './late.ts';
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

/** A plan took its place, or Ask again makes one: of the same request, with the clouds as they are then. */
function next({ later }: PlanView, what = ''): string {
  return later ? `Asked again as plan ${shortDigest(later.digest)}.` : `Press Ask again${what}.`;
}

const STAYS = 'What was done before stays done; see below.';

const STOPPED: readonly (readonly [StepState, string])[] = [
  ['failed', 'Failed at'],
  ['changed', 'Stopped, because the cloud had changed, at'],
  ['in-doubt', 'In doubt at'],
  ['expired', 'Out of time for'],
  ['cancelled', 'Cancelled'],
];

/** `Failed at step 2 of 5, 1 of 5 steps applied.`: each kind of trouble that there is, and what was done all the same. */
function whereItStopped(view: PlanView): string[] {
  const states = new Map(view.run.steps.map((s) => [s.id, s]));
  const order = stepsOf(view).map((s) => states.get(s.id));
  const parts = STOPPED.flatMap(([state, words]) => {
    // What had not begun when its time ended is told apart, with whose votes it lacked.
    const at = order.flatMap((s, i) => (s?.state === state && (state !== 'expired' || s.receipt) ? [i + 1] : []));
    return at.length > 0 ? [`${words} ${sayNumbers(at)} of ${order.length}`] : [];
  });
  if (parts.length === 0) return [];
  const done = view.run.steps.filter(
    (s) => s.receipt?.applied || s.state === 'applied' || s.state === 'verified',
  ).length;
  const what = done > 0 ? `${done} of ${count(order.length, 'step')} applied` : 'and what was begun may have been done';
  return [`${parts.join('; ')}, ${what}.`];
}

/** A cloud that changed since the plan is no failure of anybody: a fresh plan shows it as it is. */
function changed(view: PlanView): string[] {
  if (!view.run.steps.some((s) => s.state === 'changed')) return [];
  return [`The difference stands below. ${next(view, ', with the cloud as it is now')}`];
}

function ended(view: PlanView): Outcome {
  const { all, done } = cloudsDone(view);
  const release = view.plan.body.kind === 'release';
  const word = release ? 'Released' : 'Contained';
  const unplanned = view.plan.body.unplanned.length;
  const rest =
    unplanned > 0
      ? [`${count(unplanned, 'step')} could not be planned and ${unplanned === 1 ? 'was' : 'were'} not done.`]
      : [];
  if (done.length === all.length && unplanned === 0) {
    return { tone: 'good', sentence: `${word} on ${count(all.length, 'cloud')}, each step verified.` };
  }
  const late = [...outOfTime(view), ...(isShort(view) ? [next(view, ' for the rest')] : [])];
  if (view.run.steps.every((s) => !s.receipt && s.state !== 'verified')) return untouched(view, rest);
  const where = done.length > 0 ? ` (${done.map((c) => CLOUD_NAMES[c]).join(', ')})` : '';
  const partly = `Partly ${word.toLowerCase()}: ${done.length} of ${count(all.length, 'cloud')}${where}.`;
  const trouble = [...whereItStopped(view), ...(late.length > 0 ? late : changed(view))];
  return { tone: 'bad', sentence: [partly, ...trouble, ...rest].join(' ') };
}

/** Whether a step never began because its time ended. */
function isShort({ run }: PlanView): boolean {
  return run.steps.some((s) => s.state === 'expired' && !s.receipt);
}

/** It came to an end before anything of it began. */
function untouched(view: PlanView, rest: string[]): Outcome {
  const { steps } = view.run;
  const say = (tone: Outcome['tone'], ...parts: string[]) => ({ tone, sentence: [...parts, ...rest].join(' ') });
  if (steps.every((s) => s.state === 'expired'))
    return say('neutral', 'Expired, nothing was changed.', ...outOfTime(view), next(view));
  if (steps.some((s) => s.state === 'changed') && !steps.some((s) => s.state === 'failed')) {
    const stopped = 'Stopped before acting: the cloud had changed since the plan, and nothing was changed.';
    return say('bad', stopped, ...outOfTime(view), ...changed(view));
  }
  const late = isShort(view) ? [...outOfTime(view), next(view, ' for the rest')] : changed(view);
  const word = steps.some((s) => s.state === 'failed' || s.state === 'in-doubt') ? 'Failed' : 'Cancelled';
  return say('bad', `${word}: nothing was changed.`, ...late);
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

/** One of its stages at least was not approved in time. */
function expired(view: PlanView): Outcome {
  const { steps } = view.run;
  if (!steps.some((s) => s.receipt))
    return { tone: 'neutral', sentence: `Expired, nothing was changed. ${next(view)}` };
  const late = steps.filter((s) => s.state === 'expired').length;
  const verb = late === 1 ? 'was' : 'were';
  const what = `${late} of ${count(steps.length, 'step')} ${verb} not approved in time and ${verb} not done`;
  return { tone: 'neutral', sentence: `Expired: ${what}. ${STAYS} ${next(view, ' for the rest')}` };
}

/** What has come of a plan, never ahead of the truth: green only when every step is verified. */
export function outcomeOf(view: PlanView): Outcome {
  const { plan, run } = view;
  const begun = run.steps.some((s) => s.receipt);
  if (plan.status === 'denied') {
    const deny = view.votes.find((v) => v.decision === 'deny');
    return {
      tone: 'neutral',
      sentence: `Denied${deny?.reason ? `: ${deny.reason}` : ''}. ${begun ? STAYS : 'Nothing was changed.'}`,
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
    const done = begun ? STAYS : 'Nothing was changed.';
    return { tone: 'neutral', sentence: `Withdrawn${typeof why === 'string' ? `: ${why}` : ''}. ${done}` };
  }
  if (plan.status === 'expired') return expired(view);
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
