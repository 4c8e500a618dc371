import { ApiError } from '../error.ts';
import { claimsOf, isSignedBy } from '../issuer.ts';
import { inProject } from '../place.ts';
import { federated, poolName } from '../principal.ts';
import type { OpenRoute } from '../route.ts';
import { LIFETIME_SECONDS, mint } from '../sessions.ts';
import type { State } from '../state.ts';

/** Security Token Service: a cluster's token in, a federated access token out. The door that stolen tokens come through. */
export const stsRoutes: OpenRoute[] = [
  {
    host: 'sts.googleapis.com',
    method: 'POST',
    path: /^\/v1\/token$/,
    write: false,
    permission: 'sts.googleapis.com/token',
    on: () => inProject('-'),
    caller: (state, body) => {
      const known = accept(state, body);
      return 'subject' in known
        ? { who: known.who, principal: federated(known.pool, known.subject).name }
        : { who: labelOf(state, body), principal: 'anonymous' };
    },
    exchange: (state, body) => {
      const known = accept(state, body);
      if (!('subject' in known)) throw oauthError(known.error, known.why);
      const session = mint(state, known.who, federated(known.pool, known.subject));
      return {
        access_token: session.token,
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        token_type: 'Bearer',
        expires_in: LIFETIME_SECONDS,
      };
    },
  },
];

type Verdict = { who: string; pool: string; subject: string } | { error: string; why: string };

const WRONG_TARGET =
  'The target service indicated by the "audience" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn\'t exist.';

/** The pool and the provider are looked up before the token: only they tell whose signature to expect. */
function accept(state: State, body: Record<string, unknown>): Verdict {
  const audience = String(body.audience);
  const match = /workloadIdentityPools\/([^/]+)\/providers\/([^/]+)$/.exec(audience);
  const pool = state.pools.get(match?.[1] ?? '');
  const provider = pool?.providers.get(match?.[2] ?? '');
  const isHere = audience === `//iam.googleapis.com/${poolName(pool?.id ?? '')}/providers/${provider?.id}`;
  if (!pool || !provider || !isHere || pool.disabled.enforced || provider.disabled.enforced)
    return { error: 'invalid_target', why: WRONG_TARGET };
  const token = String(body.subject_token);
  const claims = claimsOf(token);
  if (claims?.iss !== provider.issuer || claims.aud !== provider.audience)
    return { error: 'invalid_grant', why: 'The issuer or audience in the ID Token is not the expected one.' };
  if (!isSignedBy(token, provider.jwk))
    return { error: 'invalid_grant', why: 'The ID Token signature could not be verified.' };
  if (Number(claims.exp) * 1000 <= state.kernel.now().getTime())
    return { error: 'invalid_grant', why: 'The ID Token is expired.' };
  return { who: String(claims.holder), pool: pool.id, subject: String(claims.sub) };
}

/** Whose log line a refused exchange is: told only by a token that one of the world's issuers really signed. */
function labelOf(state: State, body: Record<string, unknown>): string {
  const token = String(body.subject_token);
  const issued = [...state.pools.values()].some((p) => [...p.providers.values()].some((v) => isSignedBy(token, v.jwk)));
  return issued ? String(claimsOf(token)?.holder) : 'nobody';
}

function oauthError(error: string, why: string): ApiError {
  return new ApiError(400, { error, error_description: why }, false, `${error}: ${why}`);
}
