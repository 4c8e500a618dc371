import type { RoleAssignment, World } from './world.ts';

/** Assignments of a principal, its own and those of its groups. `state` says whether to read what is written or enforced. */
export function assignmentsOf(world: World, principal: string, state: 'written' | 'enforced'): RoleAssignment[] {
  const groups = [...world.groups].filter(([, members]) => members.includes(principal)).map(([group]) => group);
  return [...world.assignments[state].values()].filter(
    (a) => a.principalId === principal || groups.includes(a.principalId),
  );
}

/** Whether a scope covers a resource: itself, everything below it, and everything for the root. */
export function covers(scope: string, resource: string): boolean {
  const above = scope.toLowerCase().replace(/\/$/, '');
  const below = resource.toLowerCase();
  // The one subscription of the range stands under whatever management group is asked about.
  if (above === '' || above.startsWith('/providers/microsoft.management/')) return true;
  return below === above || below.startsWith(`${above}/`);
}

function matches(pattern: string, action: string): boolean {
  const text = pattern.toLowerCase().split('*').map(RegExp.escape).join('.*');
  return new RegExp(`^${text}$`).test(action.toLowerCase());
}

/** Decides one ARM call as Azure does: some assignment that is in force covers the scope and its role allows the action. */
export function decide(
  world: World,
  principal: string,
  action: string,
  scope: string,
): { allowed: boolean; reason: string } {
  for (const assignment of assignmentsOf(world, principal, 'enforced')) {
    if (!covers(assignment.scope, scope)) continue;
    const role = world.roles.get(assignment.roleDefinitionId.split('/').at(-1) ?? '');
    if (!role?.actions.some((pattern) => matches(pattern, action))) continue;
    if (role.notActions.some((pattern) => matches(pattern, action))) continue;
    return { allowed: true, reason: `role ${role.roleName} at ${assignment.scope}` };
  }
  return { allowed: false, reason: `no role assignment allows ${action}` };
}
