import type { Kernel, Settling } from '../kernel.ts';

export interface Binding {
  role: string;
  members: string[];
}

export interface ServiceAccount {
  email: string;
  uniqueId: string;
  description: string;
  disabled: Settling<boolean>;
  /** Bindings on the account itself: who may act as it. */
  bindings: Binding[];
}

export interface Provider {
  id: string;
  issuer: string;
  audience: string;
  /** Public key of the issuer, as a JSON Web Key. */
  jwk: Record<string, unknown>;
  disabled: Settling<boolean>;
}

export interface Pool {
  id: string;
  displayName: string;
  disabled: Settling<boolean>;
  providers: Map<string, Provider>;
}

export interface DenyRule {
  deniedPrincipals: string[];
  exceptionPrincipals: string[];
  deniedPermissions: string[];
}

export interface DenyPolicy {
  id: string;
  uid: string;
  displayName: string;
  annotations: Record<string, string>;
  etag: string;
  createTime: string;
  updateTime: string;
  rules: { description: string; denyRule: DenyRule }[];
}

/** One quota: a metric's limit, with what was granted per set of dimensions (as its canonical JSON). */
export interface Limit {
  metric: string;
  /** Id in Cloud Quotas: `NVIDIA-A100-GPUS-per-project-region`. */
  quotaId: string;
  /** `1/{project}/{region}`. */
  unit: string;
  granted: Map<string, number>;
}

export interface Override {
  id: string;
  metric: string;
  dimensions: Record<string, string>;
  value: number;
}

export interface WorkforcePool {
  id: string;
  parent: string;
  sessionSeconds: number;
  /** When sessions of a subject were revoked, ms since the epoch in range time. */
  revoked: Map<string, Settling<number>>;
}

/** Whoever a token speaks for. */
export interface Principal {
  kind: 'service-account' | 'federated' | 'workforce' | 'user';
  /** As logs show it. */
  name: string;
  /** As allow policies name it. */
  member: string;
  /** As deny policies name it, sets that it belongs to included. */
  denyNames: string[];
  email?: string;
  pool?: string;
  subject?: string;
}

export interface Session {
  token: string;
  /** Label for the log: `attacker`, `quell-reader`. Handed down to every session minted with this one. */
  who: string;
  principal: Principal;
  issuedAt: number;
  expiresAt: number;
}

export interface Operation {
  name: string;
  done: boolean;
  /** The whole message once it is done. */
  body: Record<string, unknown>;
}

export interface State {
  kernel: Kernel;
  organizationBindings: Binding[];
  projectBindings: Binding[];
  serviceAccounts: Map<string, ServiceAccount>;
  pools: Map<string, Pool>;
  workforcePools: Map<string, WorkforcePool>;
  denyPolicies: Map<string, Settling<DenyPolicy | undefined>>;
  limits: Limit[];
  overrides: Map<string, Settling<Override | undefined>>;
  adjuster: Settling<'ENABLED' | 'DISABLED' | 'DEFAULT'>;
  /** Running machines by name: what they use of each quota. */
  instances: Map<string, { zone: string; machineType: string }>;
  sessions: Map<string, Session>;
  operations: Map<string, Operation>;
}

/** The same text for the same dimensions, whatever their order. */
export function dimensionKey(dimensions: Record<string, string>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))));
}
