import type { Vote } from '../domain/approval.ts';
import type { Person } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';
import type { Delegation } from './record.ts';

/** A person with the groups that count for a decision, and whose place is taken, by group, where a right was lent. */
export interface Standing extends Person {
  through: Record<string, string>;
}

/** What a decision is about, as far as a lent right depends on it. */
export interface Matter {
  plan?: Pick<Plan, 'body'>;
  suspects?: readonly string[];
  votes?: readonly Vote[];
}

/**
 * The person's groups, with those that were lent: only groups that the lender is in at this moment, and none where the
 * lender could not vote either, has voted, or has had the place taken.
 */
export function standing(
  person: Person,
  delegations: readonly Delegation[],
  people: readonly Person[],
  matter: Matter,
): Standing {
  const through: Record<string, string> = {};
  for (const { from, to, groups } of delegations) {
    const lender = people.find((p) => p.id === from);
    if (to !== person.id || from === person.id || !lender || barred(from, matter)) continue;
    for (const group of groups)
      if (lender.groups.includes(group) && !person.groups.includes(group)) through[group] ??= from;
  }
  return { ...person, groups: [...person.groups, ...Object.keys(through)], through };
}

function barred(lender: string, { plan, suspects = [], votes = [] }: Matter): boolean {
  return (
    lender === plan?.body.requester ||
    suspects.includes(lender) ||
    votes.some((v) => v.person === lender || Object.values(v.through ?? {}).includes(lender))
  );
}

/** Who voted in this person's place, if somebody did: a lent right counts once. */
export function replacedBy(person: string, votes: readonly Vote[]): Vote | undefined {
  return votes.find((v) => v.person !== person && Object.values(v.through ?? {}).includes(person));
}
