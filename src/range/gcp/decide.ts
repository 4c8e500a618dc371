import { ROLES } from './roles.ts';
import type { Binding, DenyPolicy, Principal, State } from './state.ts';

/** A resource by its full name, and where its policies stand. */
export interface Resource {
  name: string;
  level: 'project' | 'organization';
  /** For a service account: its own bindings count as well. */
  account?: string;
}

export interface Decision {
  allowed: boolean;
  reason: string;
}

/** Deny policies first, then allow policies from the resource up to the organization. `view`: decisions are made on
 * what is enforced; a troubleshooter reads what is written. */
export function decide(
  state: State,
  who: Principal,
  permission: string,
  on: Resource,
  view: 'enforced' | 'written' = 'enforced',
): Decision {
  const denied = on.level === 'project' ? denyingPolicy(state, who, permission, view) : undefined;
  if (denied) return { allowed: false, reason: `denied by deny policy ${denied.id}` };
  const role = allowingRole(state, who, permission, on);
  if (role) return { allowed: true, reason: `granted by ${role}` };
  return { allowed: false, reason: `no binding grants ${permission}` };
}

export function denyingPolicy(
  state: State,
  who: Principal,
  permission: string,
  view: 'enforced' | 'written',
): DenyPolicy | undefined {
  const policies = [...state.denyPolicies.values()].map((p) => p[view]).filter((p) => p !== undefined);
  return policies.find((policy) =>
    policy.rules.some(
      ({ denyRule }) =>
        denyRule.deniedPermissions.map(allowForm).includes(permission) &&
        denyRule.deniedPrincipals.some((p) => who.denyNames.includes(p)) &&
        !denyRule.exceptionPrincipals.some((p) => who.denyNames.includes(p)),
    ),
  );
}

export function allowingRole(state: State, who: Principal, permission: string, on: Resource): string | undefined {
  const account = on.account ? (state.serviceAccounts.get(on.account)?.bindings ?? []) : [];
  const project = on.level === 'project' ? state.projectBindings : [];
  const bindings: Binding[] = [...account, ...project, ...state.organizationBindings];
  return bindings.find((b) => b.members.includes(who.member) && ROLES[b.role]?.includes(permission))?.role;
}

/** `compute.googleapis.com/instances.create` → `compute.instances.create`; Resource Manager keeps its short name. */
function allowForm(denied: string): string {
  const [host = '', rest = ''] = denied.split('/');
  const service = host.replace('.googleapis.com', '');
  return `${service === 'cloudresourcemanager' ? 'resourcemanager' : service}.${rest}`;
}
