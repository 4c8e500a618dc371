import type { Kernel, Settling } from '../kernel.ts';

export interface Role {
  account: string;
  name: string;
  arn: string;
  /** Unique id, `AROA…`: another one after the role was deleted and made again. */
  id: string;
  path: string;
  maxSessionSeconds: number;
  /** Trust policy, the JSON text as it was written. */
  trust: Settling<string>;
  /** Inline policies by name. */
  inline: Settling<Readonly<Record<string, string>>>;
  /** ARNs of managed policies. */
  attached: string[];
}

export interface Session {
  /** For the call log: `attacker`, `quell-reader`. */
  who: string;
  role: Role;
  name: string;
  accessKeyId: string;
  secret: string;
  token: string;
  /** Whole seconds since the epoch, as `aws:TokenIssueTime` tells it. */
  issuedAt: number;
  expiresAt: number;
}

export interface Account {
  id: string;
  name: string;
  /** Service control policies above it and its own: never for the management account. */
  parent: string;
}

export interface ServiceControlPolicy {
  id: string;
  arn: string;
  name: string;
  content: string;
}

export interface ScalingGroup {
  account: string;
  region: string;
  name: string;
  arn: string;
  launchTemplate?: { id: string; version: string };
  launchConfiguration?: string;
  max: number;
  desired: number;
  /** Names of suspended processes, sorted. */
  suspended: Settling<readonly string[]>;
}

export interface Instance {
  id: string;
  account: string;
  region: string;
  type: string;
  /** Session or scaling group that started it. */
  startedBy: string;
  group?: string;
}

/** Everything that the simulated cloud knows. */
export interface AwsState {
  kernel: Kernel;
  roles: Map<string, Role>;
  managed: Map<string, string>;
  sessions: Map<string, Session>;
  accounts: Map<string, Account>;
  policies: Map<string, ServiceControlPolicy>;
  /** Policy ids by target: the root, an organizational unit, an account. */
  attachments: Map<string, Settling<readonly string[]>>;
  groups: Map<string, ScalingGroup>;
  /** Instance types of the launch templates' versions and of the launch configurations. */
  launchTemplates: Map<string, Record<string, string>>;
  launchConfigurations: Map<string, string>;
  instances: Instance[];
}

export const ROOT = 'r-root';
export const ORGANIZATION = 'o-quellrange';

export function roleArn(account: string, name: string): string {
  return `arn:aws:iam::${account}:role/${name}`;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Hands out a session. The range's own time counts. */
export function mint(state: AwsState, role: Role, name: string, seconds: number, who: string): Session {
  const { kernel } = state;
  const issuedAt = Math.floor(kernel.now().getTime() / 1000);
  const session: Session = {
    who,
    role,
    name,
    accessKeyId: `ASIA${kernel.id(16)}`,
    // In the forms that the real ones have, so that whatever must keep them secret is tried on them.
    secret: `${kernel.id(37, BASE64)}aZ7`,
    token: `IQoJb3JpZ2lu${kernel.id(300, BASE64)}`,
    issuedAt,
    expiresAt: issuedAt + seconds,
  };
  state.sessions.set(session.accessKeyId, session);
  return session;
}
