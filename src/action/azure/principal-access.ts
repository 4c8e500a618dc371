import type { Change, Receipt, Residual } from '../../domain/action.ts';
import {
  type Access,
  assignmentChange,
  inWords,
  type KeptAssignment,
  keep,
  roleOf,
  sameRight,
  sortAccess,
} from './access.ts';
import type { AzureCloud } from './cloud.ts';
import type { DirectoryPrincipal } from './directory.ts';
import { sameTenant } from './inputs.ts';
import { ACCESS_TOKEN_SECONDS, MANAGED_IDENTITY_TOKEN_SECONDS } from './lifetimes.ts';

/** What a disabled service principal gets back. */
export type PriorAccess = { enabled: boolean; assignments: KeptAssignment[] };
export type PrincipalInputs = { tenant: string; subscription: string; service_principal: string };

/** A service principal and what reaches it in the subscription, as both stand now. */
export async function lookAtPrincipal(inputs: PrincipalInputs, cloud: AzureCloud, signal: AbortSignal) {
  sameTenant(inputs.tenant, cloud);
  const principal = await cloud.directory.servicePrincipal(inputs.service_principal, signal);
  const all = await cloud.subscription(inputs.subscription).assignmentsOf(inputs.service_principal, signal);
  return { principal, access: sortAccess(all, inputs.service_principal, inputs.subscription) };
}

/** Enabling or disabling, as a change. */
export function enabling({ id, displayName }: DirectoryPrincipal, to: boolean): Change {
  const [before, after] = to ? ['disabled', 'enabled'] : ['enabled', 'disabled'];
  return { resource: `/servicePrincipals/${id}`, field: `sign-in of ${displayName}`, before: before!, after: after! };
}

/** Longest life of a token that it holds, in seconds. */
export function tokenSeconds({ servicePrincipalType }: DirectoryPrincipal): number {
  return servicePrincipalType === 'ManagedIdentity' ? MANAGED_IDENTITY_TOKEN_SECONDS : ACCESS_TOKEN_SECONDS;
}

/** What its tokens can still do when it is disabled and its own roles in the subscription are gone. */
export function residualAccess(principal: DirectoryPrincipal, access: Access): Residual[] {
  const forSeconds = tokenSeconds(principal);
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
export async function accessDifference(
  inputs: PrincipalInputs,
  receipt: Receipt<PriorAccess>,
  cloud: AzureCloud,
  signal: AbortSignal,
) {
  const { principal, access } = await lookAtPrincipal(inputs, cloud, signal);
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
