import type { Vote } from '../domain/approval.ts';
import type { Text } from '../domain/card.ts';
import type { Incident } from '../domain/incident.ts';
import type { Person } from '../domain/person.ts';
import { shortDigest } from '../domain/plan.ts';
import { quorum } from './quorum.ts';
import type { Fact } from './request.ts';
import { sayPolicy } from './stamp.ts';
import type { PlanView } from './view.ts';
import { sayStages } from './words.ts';

const LABELS = { approve: 'Approved by', deny: 'Denied by', 'break-glass': 'Without its approvers' } as const;

/** That somebody signed in again, and when; where the provider does not say when, that it is at its word. */
function sayProof({ proof }: Vote): Text {
  if (!proof) return [];
  if (!proof.vouched) return [' (signed in again ', { time: proof.at }, ')'];
  return [` (signed in again at the provider’s word, ${proof.vouched}; its answer came `, { time: proof.at }, ')'];
}

/** Who decided what, when, how they were known, in whose place, and by which rule. */
function voteFact(view: PlanView, vote: Vote): Fact {
  const { plan, told = [] } = view;
  const void_ = plan.status === 'superseded' ? 'Void: ' : '';
  const lenders = [...new Set(Object.values(vote.through ?? {}))];
  const place = lenders.flatMap((id): Text => [', in the place of ', { person: id }]);
  const proof = sayProof(vote);
  const why = [vote.reason, vote.second].filter(Boolean).join('; ');
  const mine = told.findLast((e) => isVote(e.type) && e.actor.person === vote.person);
  const policy = sayPolicy(mine);
  return {
    label: `${void_}${LABELS[vote.decision]}`,
    value: [
      { person: vote.person },
      ' ',
      { time: vote.at },
      `, ${vote.authenticated}`,
      ...proof,
      ...place,
      `${why ? `: ${why}` : ''}${policy ? `. ${policy}` : ''}`,
    ],
  };
}

function isVote(type: string): boolean {
  return type === 'approval.voted' || type === 'approval.proven';
}

/** Stages that count only fresh sign-ins; said too where none does. */
function signIns({ plan }: PlanView): Text {
  const stages = plan.body.stages;
  const fresh = stages.flatMap((s, i) => (s.fresh ? [i + 1] : []));
  if (fresh.length === 0) return ['no stage asks for a fresh sign-in'];
  if (fresh.length === stages.length) return ['each vote needs a fresh sign-in for this plan'];
  return [`${sayStages(fresh)}: each vote needs a fresh sign-in for this plan`];
}

/** How the decision stands: the quorum, who can vote and until when, the votes, and the rule behind each. */
export function decisionFacts(view: PlanView, incident: Incident, people: readonly Person[]): Fact[] {
  const { plan, told = [] } = view;
  const facts: Fact[] = [];
  if (plan.status === 'pending') {
    facts.push(
      { label: 'Votes', value: quorum(view, incident, people) },
      { label: 'Sign-in', value: signIns(view) },
      ...(plan.body.breakGlass
        ? [{ label: 'Break the glass', value: [`${plan.body.breakGlass}, with two reasons and a review afterwards`] }]
        : []),
      { label: 'Approve by', value: [{ time: plan.approveBy }] },
      { label: 'Steps start by', value: [{ time: plan.executeBy }] },
    );
  }
  for (const vote of view.votes) facts.push(voteFact(view, vote));
  const asked = sayPolicy(told.find((e) => e.type === 'plan.frozen' || e.type === 'plan.narrowed'));
  facts.push({
    label: 'Plan',
    value: [{ code: shortDigest(plan.digest) }, ` (${plan.id})${asked ? `. ${asked}` : ''}`],
  });
  return facts;
}
