import type { Demand } from '../domain/approval.ts';
import type { Person } from '../domain/person.ts';
import type { Needs } from '../domain/playbook.ts';

/** The larger count of each group that either asks for: configuration can raise what a playbook needs, never lower it. */
export function raise(own: readonly Needs[], floor: readonly Needs[]): Needs[] {
  const most = new Map<string, number>();
  for (const { group, count } of [...own, ...floor]) most.set(group, Math.max(count, most.get(group) ?? 0));
  return [...most].map(([group, count]) => ({ group, count })).sort((a, b) => a.group.localeCompare(b.group));
}

/** One person more of each group: what is asked when tokens may come back to life, so that no one decides that alone. */
export function oneMore(needs: readonly Needs[]): Needs[] {
  return needs.map(({ group, count }) => ({ group, count: count + 1 }));
}

/** Every tier counts, however late it is asked. */
export const EVER = Number.POSITIVE_INFINITY;

/** Groups whose members are asked so many seconds after the request. */
export function groupsAsked(needs: readonly Demand[], sinceSeconds: number): Set<string> {
  const groups = new Set<string>();
  for (const need of needs) {
    groups.add(need.group);
    for (const tier of need.then ?? []) if (tier.afterSeconds <= sinceSeconds) groups.add(tier.group);
  }
  return groups;
}

/** People whose vote can count towards these needs, so many seconds after the request; tiers that come later are left out. */
export function approvers(
  needs: readonly Demand[],
  people: readonly Person[],
  requester: string,
  suspects: readonly string[],
  sinceSeconds = 0,
): Person[] {
  const groups = groupsAsked(needs, sinceSeconds);
  return people.filter((p) => p.id !== requester && !suspects.includes(p.id) && p.groups.some((g) => groups.has(g)));
}

/**
 * Needs that can never be met, because too few people may vote, those of every tier counted. Lent rights are not: the
 * lender's place is taken once, whoever takes it.
 */
export function unreachable(
  needs: readonly Demand[],
  people: readonly Person[],
  requester: string,
  suspects: readonly string[],
): Demand[] {
  if (needs.length === 0) return [{ group: '(nobody named)', count: 1 }];
  return needs.filter((need) => approvers([need], people, requester, suspects, EVER).length < need.count);
}

/** `1 of security-oncall and 1 of cloud-platform`. */
export function sayNeeds(needs: readonly Needs[]): string {
  return needs.length === 0 ? 'nobody is named' : needs.map((n) => `${n.count} of ${n.group}`).join(' and ');
}
