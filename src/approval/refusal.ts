import type { Vote } from '../domain/approval.ts';
import { Fault } from '../domain/fault.ts';
import type { Person } from '../domain/person.ts';
import { approvers, EVER, groupsAsked } from './needs.ts';
import type { Ballot } from './vote.ts';

/** Groups, requester and suspects decide here; policy is asked besides. */
type Voter = Omit<Ballot, 'policy'>;

function names(people: readonly Person[], last = 'or'): string {
  const all = people.map((p) => p.name);
  if (all.length === 0) return 'Nobody';
  const shown = all.slice(0, 5);
  const rest = all.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} ${last} ${rest} more` : shown.join(` ${last} `);
}

/** Who can vote, apart from whoever has: a press without the sign-in that a stage asks for is no vote yet. */
function whoCan({ plan }: Voter, able: readonly Person[], votes: readonly Vote[]): string {
  const fresh = plan.body.stages.some((s) => s.fresh);
  const counted = votes.filter((v) => v.decision === 'approve' && (v.proof || !fresh)).map((v) => v.person);
  const done = able.filter((p) => counted.includes(p.id));
  const left = able.filter((p) => !counted.includes(p.id));
  if (done.length === 0) return `${names(left)} can.`;
  return `${names(done, 'and')} approved already; ${left.length === 0 ? 'nobody else can' : `${names(left)} still can`}.`;
}

/** Breaking the glass is for one group, whose members may be the requester and no suspect. */
function glass({ plan, person, through = {} }: Voter, people: readonly Person[]): Fault | undefined {
  const group = plan.body.breakGlass;
  if (group === undefined) {
    return new Fault({
      code: 'approval.no-glass',
      message: 'Nobody may carry out this plan without its approvers.',
      fix: '`approvals.break_glass` in quell.yaml names a group that may, for plans to come.',
    });
  }
  // A lent right is for voting, and not for acting alone.
  if (person.groups.includes(group) && !through[group]) return undefined;
  return new Fault({
    code: 'approval.not-allowed',
    message: `Only members of ${group} may break the glass.`,
    fix: `${names(people.filter((p) => p.groups.includes(group)))} can.`,
  });
}

/**
 * Why this person's vote cannot count, if so, in a sentence for that person alone. Denying is open to everybody who may
 * approve, and to the requester, who may take the own request back.
 * @param votes that were cast so far: who has voted is not named as somebody who can
 */
export function refusal(ballot: Voter, people: readonly Person[], votes: readonly Vote[] = []): Fault | undefined {
  const { plan, incident, person, decision, sinceSeconds = 0 } = ballot;
  const { requester, stages } = plan.body;
  const needs = stages.flatMap((s) => s.needs);
  const able = approvers(needs, people, requester, incident.suspects, sinceSeconds);
  const can = whoCan(ballot, able, votes);
  if (incident.suspects.includes(person.id)) {
    return new Fault({
      code: 'approval.suspect',
      message: 'You are under suspicion in this incident, so you can’t decide here.',
      fix: can,
    });
  }
  if (decision === 'break-glass') return glass(ballot, people);
  if (person.id === requester) {
    if (decision === 'deny') return undefined;
    return new Fault({
      code: 'approval.requester',
      message: 'You asked for this plan, so somebody else must approve it.',
      fix: can,
    });
  }
  if (ballot.replacedBy && decision === 'approve') {
    return new Fault({
      code: 'approval.replaced',
      message: `${ballot.replacedBy} has voted on this plan in your place.`,
      fix: 'A lent right counts once. `undelegate` ends the lending, for other plans.',
    });
  }
  const mine = (groups: Set<string>) => person.groups.some((g) => groups.has(g));
  if (mine(groupsAsked(needs, sinceSeconds))) return undefined;
  if (mine(groupsAsked(needs, EVER))) {
    return new Fault({
      code: 'approval.not-yet',
      message: 'Your group is asked later, if nobody answers before.',
      fix: can,
      retry: 'later',
    });
  }
  const groups = [...new Set(needs.map((n) => n.group))].join(' or ');
  return new Fault({
    code: 'approval.not-allowed',
    message: `Only members of ${groups} decide about this plan.`,
    fix: can,
  });
}
