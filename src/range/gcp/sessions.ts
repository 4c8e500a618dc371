import { WORLD } from '../world.ts';
import { unauthenticated } from './error.ts';
import type { Principal, Session, State } from './state.ts';

/** Lifetime of every access token here, in seconds: Google's default. */
export const LIFETIME_SECONDS = 3600;

export function mint(state: State, who: string, principal: Principal, seconds = LIFETIME_SECONDS): Session {
  const issuedAt = state.kernel.now().getTime();
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const token = `ya29.${state.kernel.id(48, alphabet)}`;
  const session = { token, who: label(who, principal), principal, issuedAt, expiresAt: issuedAt + seconds * 1000 };
  state.sessions.set(token, session);
  return session;
}

/** The session of a bearer token, if it is known at all: a dead one still tells whose it was. */
export function holder(state: State, authorization: string | undefined): Session | undefined {
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
  return token ? state.sessions.get(token) : undefined;
}

/**
 * Refuses a session that is no longer good. A token is judged at each use by the state of its identity, so a disabled
 * account or pool kills its tokens, and enabling it again revives those that have not expired.
 */
export function mustBeAlive(state: State, session: Session | undefined): Session {
  if (!session) throw unauthenticated('no known access token', 'ACCESS_TOKEN_TYPE_UNSUPPORTED');
  const { principal, issuedAt, expiresAt } = session;
  if (state.kernel.now().getTime() >= expiresAt) throw unauthenticated('access token has expired');
  if (principal.kind === 'service-account' && state.serviceAccounts.get(principal.email!)?.disabled.enforced !== false)
    throw unauthenticated(`service account ${principal.email} is disabled`, 'ACCOUNT_STATE_INVALID');
  if (principal.kind === 'federated' && state.pools.get(principal.pool!)?.disabled.enforced !== false)
    throw unauthenticated(`workload identity pool ${principal.pool} is disabled`, 'ACCOUNT_STATE_INVALID');
  if (principal.kind === 'workforce') {
    const revoked = state.workforcePools.get(principal.pool!)?.revoked.get(principal.subject!)?.enforced ?? 0;
    if (issuedAt <= revoked) throw unauthenticated(`sessions of ${principal.subject} were revoked`);
  }
  return session;
}

function label(who: string, { email }: Principal): string {
  if (email === WORLD.gcp.reader) return 'quell-reader';
  return email === WORLD.gcp.responder ? 'quell-responder' : who;
}
