import { z } from 'zod';
import type { Question } from './policy.ts';

/** What people are, to the policy: what a role may do is in policy/rights.rego. */
export const ROLES = ['responder', 'ml-ops', 'ml-engineer', 'data-scientist', 'approver', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

const group = z.string().min(1).max(200);

/** policy/roles.yaml. */
export const Roles = z.strictObject({
  roles: z
    .partialRecord(z.enum(ROLES), z.array(group))
    .describe('For each role the groups of people that have it, as under `people` in quell.yaml.'),
  unlisted: z.array(z.enum(ROLES)).describe('Roles of a person who is in no group of this list; `[]` for none.'),
});
export type Roles = z.infer<typeof Roles>;

/** Roles of somebody in these groups, each once, sorted. @param unread whether there may be more groups: then nobody is `unlisted` */
export function rolesOf({ roles, unlisted }: Roles, groups: readonly string[], unread = false): Role[] {
  const held = ROLES.filter((role) => roles[role]?.some((g) => groups.includes(g)));
  return (held.length > 0 || unread ? held : [...new Set(unlisted)]).toSorted();
}

/** The question with the roles that its person has by groups of their own: a lent right to vote is no role. */
export function withRoles(roles: Roles, question: Question): Question {
  const { person } = question;
  const own = person.groups.filter((g) => !Object.hasOwn(person.through, g));
  return { ...question, person: { ...person, roles: rolesOf(roles, own, person.unread) } };
}
