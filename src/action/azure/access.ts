import type { Change } from '../../domain/action.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RoleAssignment, StandingAssignment } from './subscription.ts';

/** A role assignment as a receipt keeps it: enough to write it again under its own name. */
export type KeptAssignment = RoleAssignment & JsonObject;

/** What a principal can do in a subscription, by where it comes from. */
export interface Access {
  /** Its own, in the subscription: these can be removed here. */
  own: StandingAssignment[];
  /** From management groups above the subscription. */
  above: StandingAssignment[];
  /** From groups that it is a member of. */
  throughGroups: StandingAssignment[];
}

const lower = (text: string) => text.toLowerCase();

export function sortAccess(all: StandingAssignment[], principal: string, subscription: string): Access {
  const sorted = [...all].sort((a, b) => (lower(a.id) < lower(b.id) ? -1 : 1));
  const root = `/subscriptions/${lower(subscription)}`;
  const inside = ({ scope }: RoleAssignment) => lower(scope) === root || lower(scope).startsWith(`${root}/`);
  const direct = sorted.filter(({ principalId }) => lower(principalId) === lower(principal));
  return {
    own: direct.filter(inside),
    above: direct.filter((assignment) => !inside(assignment)),
    throughGroups: sorted.filter(({ principalId }) => lower(principalId) !== lower(principal)),
  };
}

export function keep({ createdOn: _, ...assignment }: StandingAssignment): KeptAssignment {
  return { ...assignment };
}

/** Same right for the same principal, whatever its name. */
export function sameRight(a: RoleAssignment, b: RoleAssignment): boolean {
  return (
    lower(a.scope) === lower(b.scope) &&
    lower(a.principalId) === lower(b.principalId) &&
    lower(a.roleDefinitionId) === lower(b.roleDefinitionId) &&
    a.condition === b.condition
  );
}

/** `Contributor on resourceGroups/ml`, with a word about a condition. */
export function inWords(role: string, { scope, condition }: RoleAssignment): string {
  const place = scope.split('/').slice(3).join('/') || 'the subscription';
  return `${role} on ${place}${condition ? ', under a condition' : ''}`;
}

export function assignmentChange(assignment: RoleAssignment, before: string | null, after: string | null): Change {
  return { resource: assignment.id, field: 'role assignment', before, after };
}

/** The last part of a role definition's id, where its name is not worth a call. */
export function roleOf({ roleDefinitionId }: RoleAssignment): string {
  return `role ${roleDefinitionId.split('/').at(-1)}`;
}
