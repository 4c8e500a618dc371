import { assignedAudience, type Redeemed, redeemAssertion, redeemRefresh } from './redeem.ts';
import { oauthRefusal, type Reply } from './route.ts';
import { issue } from './token.ts';
import type { World } from './world.ts';

/** What the login endpoint decided, with what the call log needs. */
export interface SignInAnswer {
  reply: Reply;
  who: string;
  principal: string;
  allowed: boolean;
  reason: string;
}

/** The public description of the tenant's endpoints. Anybody may read it. */
export function openidConfiguration(world: World, origin: string): Reply {
  const base = `${origin}/${world.tenant}`;
  return {
    status: 200,
    body: {
      issuer: `${base}/v2.0`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
    },
  };
}

/** `POST /{tenant}/oauth2/v2.0/token`: federated tokens of workloads, and refresh tokens of people. */
export function token(world: World, form: URLSearchParams): SignInAnswer {
  const audience = assignedAudience(form.get('scope') ?? '');
  const redeemed: Redeemed =
    form.get('grant_type') === 'client_credentials'
      ? redeemAssertion(world, form)
      : form.get('grant_type') === 'refresh_token'
        ? redeemRefresh(world, form)
        : {
            who: 'anonymous',
            principal: '-',
            refused: oauthRefusal(400, 'unsupported_grant_type', 70003, 'The grant type is not supported.'),
          };
  const { who, principal } = redeemed;
  if ('refused' in redeemed) {
    const body = redeemed.refused.body as { error_description: string };
    return { reply: redeemed.refused, who, principal, allowed: false, reason: body.error_description };
  }
  if (!audience) {
    const reply = oauthRefusal(400, 'invalid_scope', 70011, 'The scope is not valid.');
    return { reply, who, principal, allowed: false, reason: 'unknown scope' };
  }
  const made = issue(world, { kind: 'access', who, principal, audience, signedInAt: redeemed.signedInAt });
  const refresh = redeemed.renews
    ? issue(world, { kind: 'refresh', who, principal, audience: 'login', signedInAt: redeemed.signedInAt }).token
    : undefined;
  return {
    reply: {
      status: 200,
      body: {
        token_type: 'Bearer',
        expires_in: made.expiresIn,
        ext_expires_in: made.expiresIn,
        access_token: made.token,
        ...(refresh ? { refresh_token: refresh } : {}),
      },
    },
    who,
    principal,
    allowed: true,
    reason: redeemed.reason,
  };
}
