import type { Kernel, Settling } from '../kernel.ts';

/** A person. Sessions that began before `validFrom` (ms) are refused where refresh tokens are redeemed. */
export interface User {
  id: string;
  userPrincipalName: string;
  userType: 'Member' | 'Guest';
  accountEnabled: boolean;
  validFrom: Settling<number>;
}

/** A federated identity credential: whoever shows a token of this issuer with this subject may become the application. */
export interface FederatedCredential {
  id: string;
  name: string;
  issuer: string;
  subject: string;
  audiences: string[];
  description: string | null;
}

export interface Application {
  id: string;
  appId: string;
  displayName: string;
  owners: string[];
  credentials: Settling<readonly FederatedCredential[]>;
  /** Display names of client secrets; the range knows no values. */
  secrets: string[];
}

export interface ServicePrincipal {
  id: string;
  appId: string;
  displayName: string;
  servicePrincipalType: 'Application' | 'ManagedIdentity';
  owners: string[];
  enabled: Settling<boolean>;
  /** Application permissions on Microsoft Graph. */
  graphRoles: readonly string[];
}

export interface RoleDefinition {
  id: string;
  roleName: string;
  actions: readonly string[];
  notActions: readonly string[];
}

export interface RoleAssignment {
  name: string;
  scope: string;
  roleDefinitionId: string;
  principalId: string;
  principalType: string;
  description: string | null;
  condition: string | null;
  conditionVersion: string | null;
  /** ISO 8601. */
  createdOn: string;
}

/** Policy objects are kept as they were sent, as ARM does. */
export interface Stored {
  name: string;
  properties: Record<string, unknown>;
}

export interface PolicyState {
  definitions: ReadonlyMap<string, Stored>;
  assignments: ReadonlyMap<string, Stored>;
}

export interface Machine {
  name: string;
  group: string;
  location: string;
  size: string;
  /** Written at once, true once it settled: in between a machine is starting or deallocating. */
  power: Settling<'running' | 'deallocated'>;
}

export interface Quota {
  workspace: string;
  location: string;
  family: string;
  limit: number;
  /** Cores of the nodes that a cluster keeps at least; 0 when there are none. */
  floor: number;
}

/** A token that was handed out. It stands or falls with its own times and with what the state says when it is used. */
export interface Session {
  /** Token identifier, Entra's `uti`. */
  id: string;
  kind: 'access' | 'refresh';
  who: string;
  /** Object id of the user or service principal. */
  principal: string;
  audience: 'arm' | 'graph' | 'login';
  /** When the person or workload signed in, ms. A refreshed token keeps it. */
  signedInAt: number;
  expiresAt: number;
}

/** One line of the sign-in log. */
export interface SignIn {
  at: number;
  principal: string;
  type: 'nonInteractiveUser' | 'servicePrincipal';
  errorCode: number;
  reason: string;
}

/** Everything that the simulated tenant and its subscription hold. */
export interface World {
  kernel: Kernel;
  tenant: string;
  subscription: string;
  users: Map<string, User>;
  /** Members (object ids) by group. */
  groups: Map<string, string[]>;
  applications: Map<string, Application>;
  servicePrincipals: Map<string, ServicePrincipal>;
  roles: Map<string, RoleDefinition>;
  /** By full resource id, lower case. */
  assignments: Settling<ReadonlyMap<string, RoleAssignment>>;
  policy: Settling<PolicyState>;
  resourceGroups: { name: string; location: string }[];
  machines: Map<string, Machine>;
  quotas: Quota[];
  sessions: Map<string, Session>;
  signIns: SignIn[];
  /** The decision engine is a preview that not every tenant has. */
  checkAccessOffered: boolean;
  /** The sign-in log comes with a paid licence. */
  signInLogLicensed: boolean;
  /** Who holds a token of the outside identity provider, by its `jti`: `attacker`, `workload`, `quell-reader`… */
  outsideTokens: Map<string, string>;
}

/** Adds or replaces one entry of a settling map; null removes it. */
export function put<T>(settling: Settling<ReadonlyMap<string, T>>, key: string, value: T | null): void {
  const next = new Map(settling.written);
  if (value === null) next.delete(key);
  else next.set(key, value);
  settling.set(next);
}
