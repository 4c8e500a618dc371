import { createHash, randomBytes } from 'node:crypto';
import * as client from 'openid-client';
import type { Kept, SignedIn, SignIn } from '../../approval/sign-in.ts';
import type { SignInConfig } from './config.ts';
import { notReached, refused } from './fault.ts';
import { fresh, wantsTime } from './fresh.ts';

export interface ProviderOptions extends SignInConfig {
  secret: string;
  /** Where the browser comes back to, as registered at the provider. */
  redirect(): string;
}

/** Seconds that a sign-in may have taken place before its answer arrives. */
const MAX_AGE = 600;
/** Seconds that an answer of the provider may take. */
const ANSWER_S = 10;

const random = () => randomBytes(32).toString('base64url');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function discover(options: ProviderOptions): Promise<client.Configuration> {
  const { issuer, client_id, secret } = options;
  const plain = issuer.startsWith('http:');
  const execute = [
    // Without this, the signature of a token that came straight from the provider would not be looked at.
    client.enableNonRepudiationChecks,
    // The configuration allows http for this machine alone.
    ...(plain ? [client.allowInsecureRequests] : []),
  ];
  return client.discovery(new URL(issuer), client_id, {}, client.ClientSecretBasic(secret), {
    execute,
    timeout: ANSWER_S,
  });
}

/** One value as `value`, which is the form that Entra documents for `acrs`; several as `values`, as OpenID Connect has it. */
function oneOf([first, ...others]: readonly string[]): object {
  return others.length === 0 ? { value: first } : { values: [first, ...others] };
}

/** What is asked besides the sign-in itself: that it happens now, and as strongly as configured. */
function strictly({ acr }: SignInConfig, hint: string | undefined): Record<string, string> {
  const claims = {
    id_token: {
      auth_time: { essential: true },
      ...(acr ? { [acr.claim]: { essential: true, ...oneOf(acr.values) } } : {}),
    },
  };
  return {
    prompt: 'login',
    max_age: '0',
    claims: JSON.stringify(claims),
    ...(acr?.claim === 'acr' ? { acr_values: acr.values.join(' ') } : {}),
    ...(hint ? { login_hint: hint } : {}),
  };
}

/** Sign-ins at the provider that quell.yaml names. It is asked what it can do at the first of them. */
export function openSignIn(options: ProviderOptions): SignIn & { ready(): Promise<void> } {
  let found: Promise<client.Configuration> | undefined;
  const provider = () => {
    found ??= discover(options).catch((error: unknown) => {
      found = undefined;
      throw notReached(options.issuer, error);
    });
    return found;
  };
  return {
    issuer: options.issuer,
    ready: async () => void (await provider()),
    async begin(about, how) {
      const verifier = client.randomPKCECodeVerifier();
      const state = random();
      const nonce = sha256(`${about}|${random()}`);
      const url = client.buildAuthorizationUrl(await provider(), {
        redirect_uri: options.redirect(),
        response_type: 'code',
        scope: 'openid',
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(how.fresh ? strictly(options, how.hint) : {}),
      });
      const kept: Kept = { nonce, verifier, startedAt: new Date().toISOString(), fresh: how.fresh };
      return { url: url.href, state, kept };
    },
    finish: (answer, state, kept) => finish(provider, options, answer, state, kept),
  };
}

async function finish(
  provider: () => Promise<client.Configuration>,
  options: ProviderOptions,
  answer: URL,
  state: string,
  kept: Kept,
): Promise<SignedIn> {
  const configuration = await provider();
  // The provider compares the redirect URI; behind a proxy, the address that was asked for is another one.
  const url = new URL(options.redirect());
  url.search = answer.search;
  const tokens = await client
    .authorizationCodeGrant(configuration, url, {
      expectedState: state,
      expectedNonce: kept.nonce,
      pkceCodeVerifier: kept.verifier,
      idTokenExpected: true,
      ...(kept.fresh && wantsTime(options) ? { maxAge: MAX_AGE } : {}),
    })
    .catch((error: unknown) => {
      throw refused(options.issuer, error);
    });
  const claims = tokens.claims()!;
  const now = Date.now();
  const vouched = kept.fresh ? fresh(options, claims, Date.parse(kept.startedAt), now) : undefined;
  return {
    method: 'oidc',
    issuer: claims.iss,
    subject: claims.sub,
    at: new Date(typeof claims.auth_time === 'number' ? claims.auth_time * 1000 : now).toISOString(),
    ...(vouched ? { vouched } : {}),
    ...(typeof claims.acr === 'string' ? { acr: claims.acr } : {}),
    ...(Array.isArray(claims.amr) ? { amr: claims.amr.map(String) } : {}),
    evidence: sha256(tokens.id_token!),
  };
}
