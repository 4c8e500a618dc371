import { missing, type Vote } from '../domain/approval.ts';
import { toTheMinute } from '../domain/clock.ts';
import { listed } from '../domain/listed.ts';
import type { Plan } from '../domain/plan.ts';

/** Places of the stages that these votes do not approve, first to last. */
export function lacking({ body, createdAt }: Plan, votes: readonly Vote[]): number[] {
  return body.stages.flatMap((stage, i) => (missing(stage, votes, createdAt).length > 0 ? [i] : []));
}

/** `Stage 2 "Close the door" was not approved and was not done.` */
function notDone({ body }: Plan, stages: readonly number[]): string {
  const names = stages.map((i) => `stage ${i + 1} "${body.stages[i]!.title}"`);
  const all = listed(names);
  const verb = names.length === 1 ? 'was' : 'were';
  return `${all.charAt(0).toUpperCase()}${all.slice(1)} ${verb} not approved and ${verb} not done.`;
}

/**
 * What a vote that comes now has missed, where the time for votes ended before all of them were there. The plan's status
 * says less: what was approved in time is done, and the rest is not. Undefined where votes are not what it lacks.
 */
export function tooLate(plan: Plan, votes: Vote[]): string | undefined {
  const left = lacking(plan, votes);
  if (left.length === 0 || !['pending', 'approved', 'expired'].includes(plan.status)) return undefined;
  return `Too late: the time to approve ended at ${toTheMinute(plan.approveBy)}. ${notDone(plan, left)}`;
}
