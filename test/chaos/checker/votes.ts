import type { Case, PlanCase } from './read.ts';
import type { VoteRow } from './rows.ts';
import { CLOCK_MS } from './tolerance.ts';

/** Why this vote counts for nothing, if so. */
function voidBecause(seen: Case, plan: PlanCase, vote: VoteRow, at: number): string | undefined {
  if (vote.digest !== plan.digest) return 'is for another digest';
  if (vote.person === plan.body.requester) return 'is the requester’s own';
  if (seen.suspects.includes(vote.person)) return 'is a suspect’s';
  if (vote.at > plan.row.approve_by) return 'came too late';
  if (vote.at > at + CLOCK_MS) return 'came afterwards';
  const pressed = seen.history.presses.some(
    (p) =>
      p.person === vote.person &&
      p.plan === plan.row.id &&
      p.decision === vote.decision &&
      p.digest === vote.digest &&
      p.at <= vote.at + CLOCK_MS,
  );
  return pressed ? undefined : 'was never pressed by that person';
}

/** The largest count of each group, as the plan that was hashed asks for it. */
function needed(plan: PlanCase, stage: number): Map<string, number> {
  const most = new Map<string, number>();
  for (const { group, count } of plan.body.stages[stage]?.needs ?? [])
    most.set(group, Math.max(count, most.get(group) ?? 0));
  return most;
}

/**
 * Counts anew. The quorum is the one in the hashed text, so that rows beside it can neither lower nor replace it; a vote
 * counts when its person really pressed the button of that digest, in time, and is neither requester nor suspect.
 *
 * @param at Ms since the epoch; votes after it do not count.
 * @returns what is missing, in words; nothing when the stage was approved.
 */
export function missingVotes(seen: Case, plan: PlanCase, stage: number, at: number): string[] {
  const needs = needed(plan, stage);
  if (needs.size === 0) return ['it names nobody who may approve it'];
  const approvals = plan.votes.filter((v) => v.decision === 'approve');
  const valid = approvals.filter((v) => voidBecause(seen, plan, v, at) === undefined);
  return [...needs].flatMap(([group, count]) => {
    const people = new Set(valid.filter((v) => v.groups.includes(group)).map((v) => v.person));
    if (people.size >= count) return [];
    const others = approvals
      .filter((v) => !valid.includes(v) && v.groups.includes(group))
      .map((v) => `; ${v.person}’s vote ${voidBecause(seen, plan, v, at)}`);
    return [`${count} of ${group} are needed, ${people.size} count${others.join('')}`];
  });
}
