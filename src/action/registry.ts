import type { AnyAction } from '../domain/action.ts';
import disableFederatedRole from './aws/iam/disable-federated-role.ts';
import revokeRoleSessions from './aws/iam/revoke-role-sessions.ts';
import awsFreezeGpu from './aws/organizations/freeze-gpu.ts';
import disableServicePrincipal from './azure/entra/disable-service-principal.ts';
import removeFederatedCredential from './azure/entra/remove-federated-credential.ts';
import revokeUserSessions from './azure/entra/revoke-user-sessions.ts';
import azureFreezeGpu from './azure/policy/freeze-gpu.ts';
import denyPrincipal from './gcp/iam/deny-principal.ts';
import disableServiceAccount from './gcp/iam/disable-service-account.ts';
import disableWorkloadIdentityPool from './gcp/iam/disable-workload-identity-pool.ts';
import revokeWorkforceSessions from './gcp/iam/revoke-workforce-sessions.ts';
import gcpFreezeGpu from './gcp/quota/freeze-gpu.ts';

/** Every action. Docs, roles, help and the playbooks' schema are printed from this list; nothing else names them. */
const ALL: readonly AnyAction[] = [
  revokeRoleSessions,
  disableFederatedRole,
  awsFreezeGpu,
  disableServiceAccount,
  revokeWorkforceSessions,
  disableWorkloadIdentityPool,
  denyPrincipal,
  gcpFreezeGpu,
  disableServicePrincipal,
  revokeUserSessions,
  removeFederatedCredential,
  azureFreezeGpu,
];

export const ACTIONS: ReadonlyMap<string, AnyAction> = new Map(ALL.map((action) => [action.id, action]));
