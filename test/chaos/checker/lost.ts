import type { Violation } from '../history.ts';
import type { Case, PlanCase, StepCase } from './read.ts';
import { missingVotes } from './votes.ts';

const ENDS = new Set(['verified', 'failed', 'changed', 'cancelled', 'expired']);

/** What the run must have come to, from its steps alone. */
function outcome(plan: PlanCase): string {
  const states = plan.steps.map((s) => s.row.state);
  const verified = states.filter((s) => s === 'verified').length;
  if (verified === states.length) return plan.body.kind === 'release' ? 'released' : 'contained';
  if (verified > 0) return 'partly';
  if (states.every((s) => s === 'expired')) return 'expired';
  return states.every((s) => s === 'cancelled') ? 'cancelled' : 'failed';
}

/** Ended without having been done, although it was approved in time and nobody took that back. */
function dropped(seen: Case, step: StepCase): string | undefined {
  const { plan, row, stage } = step;
  const { run } = plan;
  if (row.state === 'cancelled') {
    if (['denied', 'superseded', 'withdrawn'].includes(plan.row.status)) return undefined;
    return `was cancelled, and its plan is ${plan.row.status}`;
  }
  if (row.state !== 'expired') return undefined;
  const ended = run?.ended_at ?? Number.POSITIVE_INFINITY;
  const approved = missingVotes(seen, plan, stage, plan.row.approve_by).length === 0;
  if (approved && ended < plan.row.execute_by) return 'expired before its time, and it was approved';
  if (!approved && ended < plan.row.approve_by) return 'expired while people could still approve it';
  return undefined;
}

function stepLost(seen: Case, step: StepCase): string | undefined {
  const { row, planned } = step;
  if (row.state === 'in-doubt') return 'is still in doubt';
  if (!ENDS.has(row.state)) return `is still ${row.state}`;
  if ((row.state === 'failed' || row.state === 'changed') && !row.fault?.message)
    return `is ${row.state} and says no reason`;
  if (row.state === 'verified' && step.plan.row.status === 'denied' && step.events.length === 0)
    return `is verified (${planned.action}) and nothing was ever done about it`;
  return dropped(seen, step);
}

/** A vote that somebody was told had counted. */
function votesLost(seen: Case): string[] {
  const told = seen.history.presses.filter(
    (p) => p.delivered && /\bYou (approved|denied|broke the glass for) plan\b/.test(p.answer ?? ''),
  );
  return told.flatMap((p) => {
    const plan = seen.plans.find((one) => one.row.id === p.plan);
    const kept =
      plan?.votes.some((v) => v.person === p.person && v.decision === p.decision) ||
      seen.events.some((e) => e.type === 'approval.taken-back' && e.person === p.person && e.data.plan === p.plan);
    return kept ? [] : [`${p.person} was told that the vote on ${p.plan} counted, and it is not in the record`];
  });
}

/** Nothing that people decided is lost: each step ends with its reason, each run with what it has come to. */
export function lost(seen: Case): Violation[] {
  const found: string[] = [];
  for (const plan of seen.plans) {
    const planned = plan.body.stages.flatMap((stage, s) => stage.steps.map((step) => `${s}/${step.id}`));
    const kept = new Set(plan.steps.map((s) => `${s.stage}/${s.row.id}`));
    for (const id of planned) if (!kept.has(id)) found.push(`step ${id} of ${plan.row.id} is not in the record`);
    for (const step of plan.steps) {
      const why = stepLost(seen, step);
      if (why) found.push(`${step.key} ${why}`);
    }
    if (!plan.run) continue;
    if (plan.row.status === 'pending') found.push(`${plan.row.id} is still waiting for approval`);
    const { id, state, ended_at } = plan.run;
    if (state === 'running' || ended_at === undefined) found.push(`${id} has not ended`);
    else if (state !== outcome(plan)) found.push(`${id} is ${state}, and its steps say ${outcome(plan)}`);
  }
  return [...found, ...votesLost(seen)].map((what) => ({ promise: 'lost', what }));
}
