import { z } from 'zod';
import { action, type Change, type Receipt, type Residual, type Verification } from '../../../domain/action.ts';
import {
  type Access,
  assignmentChange,
  inWords,
  type KeptAssignment,
  keep,
  roleOf,
  sameRight,
  sortAccess,
} from '../access.ts';
import { accessEvidence } from '../access-evidence.ts';
import type { AzureCloud } from '../cloud.ts';
import type { DirectoryPrincipal } from '../directory.ts';
import { sameTenant, servicePrincipalInput, subscriptionInput, tenantInput } from '../inputs.ts';
import { ACCESS_TOKEN_SECONDS, MANAGED_IDENTITY_TOKEN_SECONDS, ROLE_SETTLES_SECONDS } from '../lifetimes.ts';

type Prior = { enabled: boolean; assignments: KeptAssignment[] };
type Inputs = { tenant: string; subscription: string; service_principal: string };

export default action<AzureCloud>()({
  id: 'azure.entra.disable-service-principal',
  cloud: 'azure',
  kind: 'revoke-sessions',
  title: 'Disable service principal {service_principal} and take its roles in subscription {subscription}',
  docs:
    'Disables the service principal, so that it gets no new tokens, and then removes its role assignments in the subscription, because tokens that it already has work in Azure until they expire and only lose what they may do. ' +
    "Verification reads both back and asks Azure's decision engine what the principal may still do. " +
    'A release writes the same assignments again, under their own names and conditions, and enables the principal last.',
  inputs: z.strictObject({
    tenant: tenantInput,
    subscription: subscriptionInput,
    service_principal: servicePrincipalInput,
  }),
  target: 'subscription',
  example: {
    tenant: '11111111-aaaa-4aaa-8aaa-111111111111',
    subscription: '22222222-bbbb-4bbb-8bbb-222222222222',
    service_principal: '55555555-eeee-4eee-8eee-555555555555',
  },
  permissions: {
    read: [
      'Application.Read.All',
      'Microsoft.Authorization/roleAssignments/read',
      'Microsoft.Authorization/roleDefinitions/read',
      'Microsoft.Authorization/*/read',
    ],
    write: [
      'Application.ReadWrite.OwnedBy',
      'Microsoft.Authorization/roleAssignments/delete',
      'Microsoft.Authorization/roleAssignments/write',
    ],
  },
  effect: 'desired-state',
  reversible: 'full',
  notStopped: [
    'Tokens for other services than Azure Resource Manager (Microsoft Graph, storage, key vaults) that were issued before: 60 to 90 minutes, and a day for managed identities.',
    'Roles in other subscriptions, on management groups, and through groups.',
    'Keys and connection strings that it read before.',
    'Roles that it can activate itself through Privileged Identity Management, once it is enabled again.',
  ],
  attack: ['T1078.004', 'T1550.001', 'T1098.003'],
  d3fend: ['D3-AL', 'D3-UAP'],
  sources: [
    'https://learn.microsoft.com/graph/api/serviceprincipal-update',
    'https://learn.microsoft.com/rest/api/authorization/role-assignments',
    'https://learn.microsoft.com/azure/role-based-access-control/troubleshooting',
    'https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation-workload',
  ],
  settlesWithinSeconds: ROLE_SETTLES_SECONDS,

  async plan(inputs, cloud, { signal }) {
    const { principal, access } = await look(inputs, cloud, signal);
    const subscription = cloud.subscription(inputs.subscription);
    const changes: Change[] = principal.accountEnabled ? [enabling(principal, false)] : [];
    for (const own of access.own) {
      const role = await subscription.roleName(own.roleDefinitionId, signal);
      changes.push(assignmentChange(own, inWords(role, own), null));
    }
    return {
      changes,
      prior: { enabled: principal.accountEnabled, assignments: access.own.map(keep) },
      basis: { appId: principal.appId, type: principal.servicePrincipalType },
      residual: residual(principal, access),
      safeReleaseAfterSeconds: lifetime(principal),
    };
  },

  async apply(inputs, _receipt, cloud, { signal }) {
    // Disabling comes first: a token that was made in between would live for an hour.
    const { principal, access } = await look(inputs, cloud, signal);
    const changes: Change[] = [];
    if (principal.accountEnabled) {
      await cloud.directory.enableServicePrincipal(principal.id, false, signal);
      changes.push(enabling(principal, false));
    }
    // One that cannot be removed (a lock, say) must not save the others.
    const subscription = cloud.subscription(inputs.subscription);
    const done = await Promise.allSettled(access.own.map((own) => subscription.removeAssignment(own, signal)));
    const failed = done.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    changes.push(...access.own.map((own) => assignmentChange(own, inWords(roleOf(own), own), null)));
    return { changes, at: (await cloud.now()).toISOString(), written: {} };
  },

  async verify(inputs, receipt, cloud, { signal }): Promise<Verification> {
    const { principal, access } = await look(inputs, cloud, signal);
    const now = await cloud.now();
    const evidence = await accessEvidence({ inputs, receipt, principal, access, cloud, now, signal });
    const at = now.toISOString();
    if (evidence.every(({ ok }) => ok)) return { state: 'contained', evidence, at };
    const { applied } = receipt;
    if (!applied) return { state: 'pending', evidence, at, note: 'Not applied yet.' };
    const again = access.own.filter(({ createdOn }) => !createdOn || createdOn > applied.at);
    if (principal.accountEnabled)
      return { state: 'drifted', evidence, at, note: 'Somebody enabled the service principal again.' };
    if (again.length > 0) {
      const note = `Somebody gave it roles again: ${again.map((one) => inWords(roleOf(one), one)).join('; ')}.`;
      return { state: 'drifted', evidence, at, note };
    }
    const left = [...access.above, ...access.throughGroups].map((one) => one.scope || '/').join(', ');
    const note = left
      ? `It still has roles that cannot be removed here, on ${left}.`
      : 'Azure may need up to 10 minutes until the roles are gone everywhere.';
    return { state: 'pending', evidence, at, note };
  },

  async planRelease(inputs, receipt, cloud, { signal }) {
    const { changes, kept, present } = await difference(inputs, receipt, cloud, signal);
    return { changes, kept, basis: present, at: (await cloud.now()).toISOString() };
  },

  async release(inputs, receipt, cloud, { signal }) {
    const { changes, kept, missing, enable } = await difference(inputs, receipt, cloud, signal);
    const subscription = cloud.subscription(inputs.subscription);
    for (const assignment of missing) await subscription.writeAssignment(assignment, signal);
    // The door opens last: whoever comes through it finds everything as it was, and nothing before.
    if (enable) await cloud.directory.enableServicePrincipal(inputs.service_principal, true, signal);
    return { changes, kept, at: (await cloud.now()).toISOString() };
  },
});

async function look(inputs: Inputs, cloud: AzureCloud, signal: AbortSignal) {
  sameTenant(inputs.tenant, cloud);
  const principal = await cloud.directory.servicePrincipal(inputs.service_principal, signal);
  const all = await cloud.subscription(inputs.subscription).assignmentsOf(inputs.service_principal, signal);
  return { principal, access: sortAccess(all, inputs.service_principal, inputs.subscription) };
}

function enabling({ id, displayName }: DirectoryPrincipal, to: boolean): Change {
  const [before, after] = to ? ['disabled', 'enabled'] : ['enabled', 'disabled'];
  return { resource: `/servicePrincipals/${id}`, field: `sign-in of ${displayName}`, before: before!, after: after! };
}

function lifetime({ servicePrincipalType }: DirectoryPrincipal): number {
  return servicePrincipalType === 'ManagedIdentity' ? MANAGED_IDENTITY_TOKEN_SECONDS : ACCESS_TOKEN_SECONDS;
}

function residual(principal: DirectoryPrincipal, access: Access): Residual[] {
  const forSeconds = lifetime(principal);
  const why = 'A token lives until it expires, and what it may do there is not removed here.';
  const above = access.above.map(({ scope }) => ({
    what: `roles of ${principal.displayName} on ${scope}`,
    forSeconds,
    why,
  }));
  const groups = access.throughGroups.map(({ principalId, scope }) => ({
    what: `roles of ${principal.displayName} on ${scope} through group ${principalId}`,
    forSeconds,
    why: 'Remove it from the group to end them sooner.',
  }));
  const elsewhere = {
    what: `tokens of ${principal.displayName} for other services and subscriptions`,
    forSeconds,
    why,
  };
  return [...above, ...groups, elsewhere];
}

/** What is missing of the prior state, and what somebody else has changed since. */
async function difference(inputs: Inputs, receipt: Receipt<Prior>, cloud: AzureCloud, signal: AbortSignal) {
  const { principal, access } = await look(inputs, cloud, signal);
  const { enabled, assignments } = receipt.prior;
  const missing = assignments.filter((old) => !access.own.some((one) => sameRight(one, old) || one.id === old.id));
  const others = access.own.filter((one) => !assignments.some((old) => old.id === one.id && sameRight(old, one)));
  const enable = enabled && !principal.accountEnabled;
  const changes = missing.map((old) => assignmentChange(old, null, inWords(roleOf(old), old)));
  const kept = others.map((one) => assignmentChange(one, null, inWords(roleOf(one), one)));
  if (enable) changes.push(enabling(principal, true));
  if (!enabled && principal.accountEnabled) kept.push(enabling(principal, true));
  const present = { enabled: principal.accountEnabled, assignments: access.own.map(keep) };
  return { missing, enable, changes, kept, present };
}
