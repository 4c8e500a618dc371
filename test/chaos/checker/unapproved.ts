import type { Violation } from '../history.ts';
import { covers, intents, stepsFor, writes } from './cover.ts';
import type { Case, StepCase, Told } from './read.ts';
import { CLOCK_MS, commitMs, IN_FLIGHT_MS } from './tolerance.ts';
import { missingVotes } from './votes.ts';

/**
 * When the statement of an intent began, which is what its gate compares with. Its event is stamped a little later, when it
 * may have waited for its place in the log; the receipt and the step's row keep the statement's own time of the first
 * and the last one. Of those between, only the latest time at which they can have begun is known.
 */
function began(step: StepCase, intent: Told): { at: number; slack: number } {
  const all = intents(step);
  const own = [
    intent === all[0] ? step.receipts[0]?.written_at : undefined,
    intent === all.at(-1) ? step.row.intent_at : undefined,
  ].filter((t) => t !== undefined && t <= intent.at + CLOCK_MS) as number[];
  return own.length > 0 ? { at: Math.min(...own), slack: CLOCK_MS } : { at: intent.at, slack: IN_FLIGHT_MS };
}

function whyNot(seen: Case, step: StepCase, intent: Told): string[] {
  const { plan, stage } = step;
  const { at, slack } = began(step, intent);
  const why = missingVotes(seen, plan, stage, intent.at);
  if (plan.digest !== plan.row.digest) why.push('the stored digest is not that of the stored plan');
  if (intent.data.digest !== plan.digest) why.push('the intent names another digest');
  if (plan.run?.digest !== plan.digest) why.push('the run has another digest');
  if (plan.row.status === 'superseded') why.push('the plan was superseded');
  // One after the other in the log: what had begun before goes on.
  const ended = seen.events.find((e) => e.type === 'approval.withdrawn' && e.data.plan === plan.row.id);
  if (plan.row.status === 'withdrawn' && (!ended || ended.seq < intent.seq)) why.push('the plan was withdrawn');
  if (at > plan.row.execute_by + slack) why.push('the time to carry the plan out was over');
  const denied = seen.events.find(
    (e) => e.type === 'approval.voted' && e.data.plan === plan.row.id && e.data.decision === 'deny',
  );
  if (denied && denied.at + commitMs(seen.history) < at) why.push(`${denied.person} had denied the plan`);
  return why;
}

/** No change of a cloud without an approved digest that covers it: the right thing, after the votes, within an attempt. */
export function unapproved(seen: Case): Violation[] {
  const found: string[] = [];
  for (const call of writes(seen)) {
    const steps = stepsFor(seen, call);
    const what = `call ${call.seq} (${call.permission} on ${call.resource})`;
    if (steps.length === 0) found.push(`${what} belongs to no planned step`);
    else if (!steps.some((step) => covers(seen, step, call)))
      found.push(`${what} lies outside of every attempt of ${steps.map((s) => s.key).join(', ')}`);
  }
  for (const call of seen.history.calls) {
    if (call.write && call.allowed && call.status < 400 && call.who === 'quell-reader')
      found.push(`call ${call.seq} (${call.permission}) changed ${call.resource} with the reader’s credentials`);
  }
  for (const step of seen.steps) {
    for (const intent of intents(step)) {
      const why = whyNot(seen, step, intent);
      if (why.length > 0) found.push(`${step.key} began at event ${intent.seq}: ${why.join('; ')}`);
    }
  }
  return found.map((what) => ({ promise: 'unapproved', what }));
}
