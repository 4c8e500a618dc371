import { oauthRefusal, type Reply } from './route.ts';
import { readToken, resume } from './token.ts';
import type { Session, SignIn, World } from './world.ts';

/** Somebody showed a grant: either who they are now, or why they are refused. */
export type Redeemed =
  | { who: string; principal: string; refused: Reply }
  | { who: string; principal: string; signedInAt: number; renews: boolean; reason: string };

/** Which API a scope asks a token for. */
export function assignedAudience(scope: string): Session['audience'] | undefined {
  if (scope.includes('management.azure.com')) return 'arm';
  return scope.includes('graph.microsoft.com') ? 'graph' : undefined;
}

function log(world: World, principal: string, type: SignIn['type'], errorCode: number, reason: string): void {
  world.signIns.push({ at: world.kernel.now().getTime(), principal, type, errorCode, reason });
}

/**
 * Workload identity federation. Entra finds the record for issuer, subject and audience, checks the signature with the
 * issuer's key, and then asks whether the service principal may sign in. Removing the record or disabling the principal
 * therefore stops exchanges only: tokens that were handed out are not looked at here.
 */
export function redeemAssertion(world: World, form: URLSearchParams): Redeemed {
  const clientId = form.get('client_id') ?? '';
  const application = [...world.applications.values()].find((a) => a.appId === clientId);
  const principal = [...world.servicePrincipals.values()].find((p) => p.appId === clientId);
  const shown = readToken('cluster', form.get('client_assertion') ?? '');
  const holder = shown?.genuine ? world.outsideTokens.get(String(shown.claims.jti)) : undefined;
  const who = holder ?? 'anonymous';
  const id = principal?.id ?? clientId;
  const refuse = (code: number, message: string, error = 'invalid_client'): Redeemed => {
    if (principal) log(world, principal.id, 'servicePrincipal', code, message);
    return { who, principal: id, refused: oauthRefusal(error === 'invalid_client' ? 401 : 400, error, code, message) };
  };
  if (!application || !principal) {
    return refuse(700016, `Application '${clientId}' was not found in the directory.`, 'unauthorized_client');
  }
  if (!shown) return refuse(50027, 'The JWT is malformed.');
  const audience = [shown.claims.aud].flat().map(String);
  const none = 'No matching federated identity record found for presented assertion';
  const byIssuer = application.credentials.enforced.filter((c) => c.issuer === shown.claims.iss);
  if (byIssuer.length === 0) return refuse(700211, `${none} issuer '${shown.claims.iss}'.`);
  const bySubject = byIssuer.filter((c) => c.subject === shown.claims.sub);
  if (bySubject.length === 0) return refuse(700213, `${none} subject '${shown.claims.sub}'.`);
  if (!bySubject.some((c) => c.audiences.some((a) => audience.includes(a)))) {
    return refuse(700212, `${none} audience.`);
  }
  if (!shown.genuine || !holder) return refuse(50013, 'Assertion failed signature validation.');
  if (Number(shown.claims.exp) * 1000 <= world.kernel.now().getTime()) {
    return refuse(700024, 'Client assertion is not within its valid time range.');
  }
  if (!principal.enabled.enforced) {
    return refuse(7000112, `Application '${clientId}'(${application.displayName}) is disabled.`, 'unauthorized_client');
  }
  const reason = `federated credential ${bySubject[0]!.name}`;
  log(world, principal.id, 'servicePrincipal', 0, reason);
  return { who, principal: id, signedInAt: world.kernel.now().getTime(), renews: false, reason };
}

/** A person's refresh token: good until the account is disabled or its sessions were revoked after that sign-in. */
export function redeemRefresh(world: World, form: URLSearchParams): Redeemed {
  const session = resume(world, form.get('refresh_token') ?? '', 'refresh');
  if (typeof session === 'string') {
    const refused = oauthRefusal(400, 'invalid_grant', 9002313, 'The refresh token is not valid.');
    return { who: 'anonymous', principal: '-', refused };
  }
  const { who, principal } = session;
  const user = world.users.get(principal);
  const refuse = (code: number, message: string): Redeemed => {
    log(world, principal, 'nonInteractiveUser', code, message);
    return { who, principal, refused: oauthRefusal(400, 'invalid_grant', code, message) };
  };
  if (!user?.accountEnabled) return refuse(50057, 'The user account is disabled.');
  // A guest's sessions belong to the home tenant: revoking them here changes nothing.
  if (user.userType === 'Member' && session.signedInAt < user.validFrom.enforced) {
    return refuse(50173, 'The provided grant has expired due to it being revoked, a fresh auth token is needed.');
  }
  log(world, principal, 'nonInteractiveUser', 0, 'refresh token');
  return { who, principal, signedInAt: session.signedInAt, renews: true, reason: 'refresh token' };
}
