import type { Demand } from '../../../src/domain/approval.ts';
import { proofsOf } from './cast.ts';
import type { Case, PlanCase } from './read.ts';
import type { VoteRow } from './rows.ts';
import { CLOCK_MS } from './tolerance.ts';

/** Why this vote counts for nothing, if so. */
function voidBecause(seen: Case, plan: PlanCase, vote: VoteRow, at: number): string | undefined {
  if (vote.digest !== plan.digest) return 'is for another digest';
  // Who asked because nobody else is there may break the glass too.
  if (vote.person === plan.body.requester && vote.decision !== 'break-glass') return 'is the requester’s own';
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

/** Whether this person had signed in for this very plan by then, as the record and the log both say. */
function hasProof(seen: Case, plan: PlanCase, vote: VoteRow, at: number): boolean {
  if (vote.proof?.digest !== plan.digest) return false;
  return proofsOf(seen, plan, vote.person).some(
    (told) => told <= at + CLOCK_MS && told <= plan.row.approve_by + CLOCK_MS,
  );
}

/** Groups that this line asked when the vote was cast. */
function asked(plan: PlanCase, line: Demand, vote: VoteRow): string[] {
  const late = (line.then ?? []).filter((tier) => vote.at >= plan.row.created_at + tier.afterSeconds * 1000);
  return [line.group, ...late.map((tier) => tier.group)];
}

/**
 * Whose finger this vote is for the line; undefined for none. A lent one is the lender's, who must be one that could have
 * voted and has not.
 */
function fingerOf(seen: Case, plan: PlanCase, line: Demand, vote: VoteRow): string | undefined {
  const groups = asked(plan, line, vote).filter((group) => vote.groups.includes(group));
  const lenders = groups.map((group) => vote.through?.[group] ?? vote.person);
  if (lenders.includes(vote.person)) return vote.person;
  return lenders.find(
    (lender) =>
      lender !== plan.body.requester &&
      !seen.suspects.includes(lender) &&
      !plan.votes.some((other) => other.person === lender),
  );
}

/** Whether this vote alone was enough: by one of the group that may, who said both things, and who signed in if need be. */
function broke(seen: Case, plan: PlanCase, vote: VoteRow, at: number): boolean {
  const { breakGlass, stages } = plan.body;
  if (vote.decision !== 'break-glass' || breakGlass === undefined) return false;
  if (!vote.groups.includes(breakGlass) || vote.through?.[breakGlass] !== undefined) return false;
  if (!vote.reason?.trim() || !vote.second?.trim() || voidBecause(seen, plan, vote, at)) return false;
  return !stages.some((stage) => stage.fresh) || hasProof(seen, plan, vote, at);
}

/**
 * Counts anew. The quorum is the one in the hashed text, so that rows beside it can neither lower nor replace it; a vote
 * counts when its person really pressed the button of that digest, in time, and is neither requester nor suspect. Where a
 * stage asks for it, the person must have signed in for this plan; and no right counts twice, however many hold it.
 *
 * @param at Ms since the epoch; votes after it do not count.
 * @returns what is missing, in words; nothing when the stage was approved.
 */
export function missingVotes(seen: Case, plan: PlanCase, stage: number, at: number): string[] {
  const { needs = [], fresh = false } = plan.body.stages[stage] ?? {};
  if (needs.length === 0) return ['it names nobody who may approve it'];
  if (plan.votes.some((vote) => broke(seen, plan, vote, at))) return [];
  const approvals = plan.votes.filter((v) => v.decision === 'approve');
  const why = (v: VoteRow) =>
    voidBecause(seen, plan, v, at) ??
    (fresh && !hasProof(seen, plan, v, at) ? 'has no sign-in for this plan' : undefined);
  const valid = approvals.filter((v) => why(v) === undefined);
  return needs.flatMap((line) => {
    const fingers = new Set(valid.map((v) => fingerOf(seen, plan, line, v)));
    fingers.delete(undefined);
    if (fingers.size >= line.count) return [];
    const others = approvals
      .filter((v) => !valid.includes(v) && v.groups.includes(line.group))
      .map((v) => `; ${v.person}’s vote ${why(v)}`);
    return [`${line.count} of ${line.group} are needed, ${fingers.size} count${others.join('')}`];
  });
}
