import type { Op } from './op.ts';
import { pick, type Wish } from './wish.ts';
import { REQUESTER, SUSPECT, type World } from './world.ts';

interface Voter {
  person: string;
  groups: string[];
  through?: Record<string, string>;
}

const VOTERS: Voter[] = [
  { person: 'bo', groups: ['security'] },
  { person: 'cy', groups: ['security'] },
  { person: 'di', groups: ['cloud'] },
  { person: 'el', groups: ['security', 'cloud'] },
  { person: 'li', groups: ['lead'] },
  { person: REQUESTER, groups: ['security', 'cloud'] },
  { person: SUSPECT, groups: ['security', 'cloud'] },
  { person: 'gil', groups: ['guests', 'security'], through: { security: 'bo' } },
  { person: 'hal', groups: ['security'], through: { security: 'bo' } },
  { person: 'ida', groups: ['security', 'cloud'], through: { security: REQUESTER, cloud: SUSPECT } },
];

export function vote(world: World, w: Wish, tag: string): Op | undefined {
  const plan = pick(w.wild ? world.plans : world.plans.filter((p) => p.status === 'pending'), w.which);
  if (!plan) return undefined;
  const fresh = plan.stages.some((s) => s.fresh);
  // A sign-in mostly follows the vote that it is for.
  const waits = plan.votes.filter((v) => !v.proven && v.decision !== 'deny');
  const unproven = w.verb === 'prove' ? pick(waits, w.how) : undefined;
  const voter = VOTERS.find((v) => v.person === unproven?.person) ?? VOTERS[w.how % VOTERS.length]!;
  const glass = plan.breakGlass !== null && w.how % 4 === 3;
  return {
    tag,
    op: 'vote',
    plan: plan.key,
    person: voter.person,
    // Sometimes a right is gone between the press and the sign-in.
    groups: unproven && w.which % 2 ? voter.groups.slice(1) : voter.groups,
    through: voter.through ?? {},
    decision: unproven?.decision ?? (glass ? 'break-glass' : w.how % 13 === 12 ? 'deny' : 'approve'),
    digest: w.wild && w.how % 2 ? 'another' : 'own',
    proof: unproven || (fresh && w.how % 3 !== 0) ? (w.wild && w.which % 2 ? 'another' : 'own') : 'none',
  };
}

export function takeBack(world: World, w: Wish, tag: string): Op | undefined {
  const plan = pick(w.wild ? world.plans : world.plans.filter((p) => p.votes.length > 0), w.which);
  const person = (w.wild ? undefined : pick(plan?.votes ?? [], w.how)?.person) ?? pick(VOTERS, w.how)!.person;
  return plan && { tag, op: 'take-back', plan: plan.key, person };
}

export function withdraw(world: World, w: Wish, tag: string): Op | undefined {
  // Seldom: it ends a story.
  const may = world.plans.filter((p) => w.wild || (w.how % 3 === 0 && ['pending', 'approved'].includes(p.status)));
  const plan = pick(may, w.which);
  return plan && { tag, op: 'withdraw', plan: plan.key };
}

/** The same with less: the first step of the first stage. */
export function narrow(world: World, w: Wish, tag: string): Op | undefined {
  const old = pick(w.wild ? world.plans : world.plans.filter((p) => p.status === 'pending'), w.which);
  if (!old || world.plans.length > 3) return undefined;
  const [stage] = old.stages;
  const stages = [{ ...stage!, steps: stage!.steps.slice(0, 1) }];
  const { playbook, kind, breakGlass } = old;
  return { tag, op: 'freeze', key: `plan of ${tag}`, playbook, kind, stages, breakGlass, replaces: old.key };
}
