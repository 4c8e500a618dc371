import { sayNeeds } from '../approval/needs.ts';
import type { Cloud } from '../domain/action.ts';
import type { Card } from '../domain/card.ts';
import { ENDED } from '../domain/run.ts';
import { openNeeds } from './decision.ts';
import type { PlanView } from './view.ts';
import { CLOUD_NAMES, count } from './words.ts';

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
  const left = failed > 0 ? ` ${count(failed, 'step')} of ${view.run.steps.length} not done: see below.` : '';
  const where = done.length > 0 ? ` (${done.map((c) => CLOUD_NAMES[c]).join(', ')})` : '';
  const nothing = view.run.steps.every((s) => !s.receipt);
  if (nothing && failed === view.run.steps.length)
    return { tone: 'bad', sentence: `Failed: nothing was changed.${rest}` };
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
  if (plan.status === 'superseded')
    return { tone: 'neutral', sentence: 'Replaced by a newer plan. Nothing was changed by this one.' };
  if (plan.status === 'withdrawn') return { tone: 'neutral', sentence: 'Withdrawn. Nothing was changed.' };
  if (plan.status === 'expired')
    return { tone: 'neutral', sentence: 'Expired, nothing was changed. Run the same command again for a fresh plan.' };
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
