import type { Proof, Vote } from '../domain/approval.ts';
import type { NewEvent } from '../domain/event.ts';
import { Fault } from '../domain/fault.ts';
import type { Incident } from '../domain/incident.ts';
import type { Actor, Person } from '../domain/person.ts';
import { type Plan, shortDigest } from '../domain/plan.ts';
import type { Answer } from './policy.ts';
import type { ApprovalRecord, VoteOutcome } from './record.ts';
import { refusal } from './refusal.ts';
import { noOf, stamp } from './stamp.ts';

export interface Ballot {
  plan: Plan;
  incident: Incident;
  /** With lent groups, where some were. */
  person: Person;
  /** Whose place is taken, by group, where a right was lent. */
  through?: Record<string, string>;
  actor: Actor;
  decision: Vote['decision'];
  /** How the person was known, in words. */
  authenticated: string;
  reason?: string;
  /** Break-glass alone: why nobody else can decide. */
  second?: string;
  proof?: Proof;
  /** What policy answered. */
  policy: Answer;
  /** Seconds since the plan was asked for: tiers count from then. */
  sinceSeconds?: number;
  /** Name of whoever has voted in this person's place. */
  replacedBy?: string;
}

/** What became of a vote that was not refused. */
export type Voted = Exclude<VoteOutcome, { outcome: 'lapsed' }>;

export { refusal } from './refusal.ts';

const SAID = { approve: 'approved', deny: 'denied', 'break-glass': 'broke the glass for' } as const;
const TRIED = { approve: 'approve', deny: 'deny', 'break-glass': 'break the glass for' } as const;

function event(ballot: Ballot, type: NewEvent['type'], summary: string): NewEvent {
  const { plan, incident, actor, decision, authenticated, reason, second, proof, person, through } = ballot;
  const lent = through && Object.keys(through).length > 0 ? { through } : {};
  return {
    stream: incident.id,
    type,
    actor,
    summary,
    data: {
      plan: plan.id,
      digest: plan.digest,
      decision,
      surface: actor.surface,
      authenticated,
      groups: person.groups,
      ...lent,
      ...(reason ? { reason } : {}),
      ...(second ? { second } : {}),
      ...(proof ? { proof: { ...proof } } : {}),
      ...stamp(ballot.policy),
    },
  };
}

/** Why this vote does not count, if so: in words that name who can, else in those of the policy. */
function refused(ballot: Ballot, people: readonly Person[], votes?: readonly Vote[]): Fault | undefined {
  const own = refusal(ballot, people, votes);
  if (own) return own;
  return ballot.policy.allow ? undefined : noOf(ballot.policy, 'approval.policy');
}

/**
 * Tells of a vote that may not be, without casting it.
 * @throws Fault `approval.requester`, `approval.suspect`, `approval.not-allowed`, `approval.policy`…
 */
export async function checkVote(
  record: Pick<ApprovalRecord, 'votes'>,
  note: (events: NewEvent[]) => Promise<void>,
  people: readonly Person[],
  ballot: Ballot,
): Promise<void> {
  if (!refused(ballot, people)) return;
  // Read for a refusal alone: it names who still can.
  throw await told(note, ballot, refused(ballot, people, await record.votes(ballot.plan.id))!);
}

/** The refusal, which now stands in the record. */
async function told(note: (events: NewEvent[]) => Promise<void>, ballot: Ballot, no: Fault): Promise<Fault> {
  const { person, plan, decision } = ballot;
  const tried = `${person.name} tried to ${TRIED[decision]} plan ${shortDigest(plan.digest)}: ${no.message}`;
  await note([event(ballot, 'approval.refused', tried)]);
  return no;
}

/** Ended between the look at the person's rights and the vote, which takes both from the record at once. */
const lapsed = () =>
  new Fault({
    code: 'approval.lapsed',
    message: 'The right to vote that was lent to you ended just now, so your vote was not counted.',
    fix: 'Press again: what you may without it counts. `delegations` lists the rights that are lent.',
  });

/**
 * One vote of one person, bound to the digest of the plan that the person saw. A refused one is an event too.
 * @throws as `checkVote` does, and Fault `approval.lapsed`
 */
export async function castVote(
  record: ApprovalRecord,
  note: (events: NewEvent[]) => Promise<void>,
  people: readonly Person[],
  ballot: Ballot,
): Promise<Voted> {
  const { plan, person, decision, authenticated, reason, second, proof, through } = ballot;
  await checkVote(record, note, people, ballot);
  const why = [reason, second].filter(Boolean).join('; ');
  const signed = proof && decision === 'approve' ? ', signed in for it' : '';
  const said = `${person.name} ${SAID[decision]} plan ${shortDigest(plan.digest)}${signed}${why ? `: ${why}` : ''}`;
  const voted = await record.vote(
    plan,
    {
      person: person.id,
      decision,
      groups: person.groups,
      ...(through && Object.keys(through).length > 0 ? { through } : {}),
      surface: ballot.actor.surface,
      authenticated,
      ...(reason ? { reason } : {}),
      ...(second ? { second } : {}),
      ...(proof ? { proof } : {}),
    },
    event(ballot, proof && decision === 'approve' ? 'approval.proven' : 'approval.voted', said),
  );
  if (voted.outcome === 'lapsed') throw await told(note, ballot, lapsed());
  return voted;
}
