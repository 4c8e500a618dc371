import { z } from 'zod';
import { action, type Change, type Verification } from '../../../domain/action.ts';
import { assignmentChange, inWords, keep, roleOf } from '../access.ts';
import { accessEvidence } from '../access-evidence.ts';
import type { AzureCloud } from '../cloud.ts';
import { servicePrincipalInput, subscriptionInput, tenantInput } from '../inputs.ts';
import { ROLE_SETTLES_SECONDS } from '../lifetimes.ts';
import { refuseOwnIdentity } from '../own-identity.ts';
import { accessDifference, enabling, lookAtPrincipal, residualAccess, tokenSeconds } from '../principal-access.ts';

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
    const { principal, access } = await lookAtPrincipal(inputs, cloud, signal);
    refuseOwnIdentity(cloud, principal.appId);
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
      residual: residualAccess(principal, access),
      safeReleaseAfterSeconds: tokenSeconds(principal),
    };
  },

  async apply(inputs, _receipt, cloud, { signal }) {
    // Disabling comes first: a token that was made in between would live for an hour.
    const { principal, access } = await lookAtPrincipal(inputs, cloud, signal);
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
    const { principal, access } = await lookAtPrincipal(inputs, cloud, signal);
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
    const { changes, kept, present } = await accessDifference(inputs, receipt, cloud, signal);
    return { changes, kept, basis: present, at: (await cloud.now()).toISOString() };
  },

  async release(inputs, receipt, cloud, { signal }) {
    const { changes, kept, missing, enable } = await accessDifference(inputs, receipt, cloud, signal);
    const subscription = cloud.subscription(inputs.subscription);
    for (const assignment of missing) await subscription.writeAssignment(assignment, signal);
    // The door opens last: whoever comes through it finds everything as it was, and nothing before.
    if (enable) await cloud.directory.enableServicePrincipal(inputs.service_principal, true, signal);
    return { changes, kept, at: (await cloud.now()).toISOString() };
  },
});
