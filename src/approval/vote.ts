import type { Vote } from '../domain/approval.ts';
import type { NewEvent } from '../domain/event.ts';
import { Fault } from '../domain/fault.ts';
import type { Incident } from '../domain/incident.ts';
import type { Actor, Person } from '../domain/person.ts';
import { type Plan, shortDigest } from '../domain/plan.ts';
import { approvers } from './needs.ts';
import type { ApprovalRecord, VoteOutcome } from './record.ts';

export interface Ballot {
  plan: Plan;
  incident: Incident;
  person: Person;
  actor: Actor;
  decision: Vote['decision'];
  /** How the person was known, in words. */
  authenticated: string;
  reason?: string;
}

function names(people: readonly Person[]): string {
  const all = people.map((p) => p.name);
  if (all.length === 0) return 'Nobody';
  const shown = all.slice(0, 5);
  const rest = all.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} or ${rest} more` : shown.join(' or ');
}

/**
 * Why this person's vote cannot count, if so, in a sentence for that person alone. Denying is open to everybody who may
 * approve, and to the requester, who may take the own request back.
 */
export function refusal(ballot: Ballot, people: readonly Person[]): Fault | undefined {
  const { plan, incident, person, decision } = ballot;
  const needs = plan.body.stages.flatMap((s) => s.needs);
  const able = approvers(needs, people, plan.body.requester, incident.suspects);
  const can = `${names(able)} can.`;
  if (incident.suspects.includes(person.id)) {
    return new Fault({
      code: 'approval.suspect',
      message: 'You are under suspicion in this incident, so you can’t decide here.',
      fix: can,
    });
  }
  if (person.id === plan.body.requester) {
    if (decision === 'deny') return undefined;
    return new Fault({
      code: 'approval.requester',
      message: 'You asked for this plan, so somebody else must approve it.',
      fix: can,
    });
  }
  if (!able.some((p) => p.id === person.id)) {
    const groups = [...new Set(needs.map((n) => n.group))].join(' or ');
    return new Fault({
      code: 'approval.not-allowed',
      message: `Only members of ${groups} decide about this plan.`,
      fix: can,
    });
  }
  return undefined;
}

function event(ballot: Ballot, type: NewEvent['type'], summary: string): NewEvent {
  const { plan, incident, actor, decision, authenticated, reason, person } = ballot;
  return {
    stream: incident.id,
    type,
    actor,
    summary,
    data: {
      plan: plan.id,
      digest: plan.digest,
      decision,
      authenticated,
      groups: person.groups,
      ...(reason ? { reason } : {}),
    },
  };
}

/**
 * One vote of one person, bound to the digest of the plan that the person saw. A refused one is an event too.
 * @throws Fault `approval.requester`, `approval.suspect`, `approval.not-allowed`
 */
export async function castVote(
  record: ApprovalRecord,
  note: (events: NewEvent[]) => Promise<void>,
  people: readonly Person[],
  ballot: Ballot,
): Promise<VoteOutcome> {
  const { plan, person, decision, authenticated, reason } = ballot;
  const refused = refusal(ballot, people);
  const short = shortDigest(plan.digest);
  if (refused) {
    await note([
      event(ballot, 'approval.refused', `${person.name} tried to ${decision} plan ${short}: ${refused.message}`),
    ]);
    throw refused;
  }
  const said = decision === 'approve' ? 'approved' : 'denied';
  const why = reason ? `: ${reason}` : '';
  return record.vote(
    plan,
    {
      person: person.id,
      decision,
      groups: person.groups,
      surface: ballot.actor.surface,
      authenticated,
      ...(reason ? { reason } : {}),
    },
    event(ballot, 'approval.voted', `${person.name} ${said} plan ${short}${why}`),
  );
}
