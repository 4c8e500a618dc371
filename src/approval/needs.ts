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

/** People whose vote can count towards these needs. */
export function approvers(
  needs: readonly Needs[],
  people: readonly Person[],
  requester: string,
  suspects: readonly string[],
): Person[] {
  const groups = new Set(needs.map((n) => n.group));
  return people.filter((p) => p.id !== requester && !suspects.includes(p.id) && p.groups.some((g) => groups.has(g)));
}

/** Needs that can never be met, because too few people may vote. */
export function unreachable(
  needs: readonly Needs[],
  people: readonly Person[],
  requester: string,
  suspects: readonly string[],
): Needs[] {
  const able = approvers(needs, people, requester, suspects);
  if (needs.length === 0) return [{ group: '(nobody named)', count: 1 }];
  return needs.filter((n) => able.filter((p) => p.groups.includes(n.group)).length < n.count);
}

/** `1 of security-oncall and 1 of cloud-platform`. */
export function sayNeeds(needs: readonly Needs[]): string {
  return needs.length === 0 ? 'nobody is named' : needs.map((n) => `${n.count} of ${n.group}`).join(' and ');
}
