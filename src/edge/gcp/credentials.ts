import { type AuthClient, GoogleAuth, IdentityPoolClient, Impersonated } from 'google-auth-library';
import type { GcpAccess } from './config.ts';
import { endpoint } from './endpoint.ts';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';

/**
 * A client that acts as one service account. It starts from Quell's own workload identity (Application Default
 * Credentials) and impersonates: there is no key to steal, and reader and responder stay two identities.
 */
export async function impersonate(email: string, access?: GcpAccess): Promise<AuthClient> {
  const client = new Impersonated({
    sourceClient: await source(access),
    targetPrincipal: email,
    targetScopes: [SCOPE],
    lifetime: 3600,
    endpoint: endpoint('iamcredentials', access),
    ...(access ? { transporterOptions: { noProxy: LOOPBACK } } : {}),
  });
  client.transporter.defaults.redirect = 'manual';
  await client.getAccessToken();
  return client;
}

/**
 * The workload identity pool that Quell itself comes in by, as `projects/…/workloadIdentityPools/…`; undefined where
 * it has another kind of identity. Disabling that pool would lock Quell out.
 */
export async function ownPool(access?: GcpAccess): Promise<string | undefined> {
  const { audience } = (await source(access)) as AuthClient & { audience?: unknown };
  return /projects\/.+\/workloadIdentityPools\/[^/]+/.exec(String(audience))?.[0];
}

/** Quell's own identity. No redirect is followed: what it signs in with would go wherever that leads. */
async function source(access?: GcpAccess): Promise<AuthClient> {
  const client = await ownIdentity(access);
  client.transporter.defaults.redirect = 'manual';
  const exchange = Reflect.get(client, 'stsCredential') as { transporter?: AuthClient['transporter'] } | undefined;
  if (exchange?.transporter) exchange.transporter.defaults.redirect = 'manual';
  return client;
}

async function ownIdentity(access?: GcpAccess): Promise<AuthClient> {
  if (!access) return new GoogleAuth({ scopes: [SCOPE] }).getClient();
  const { audience, subjectToken } = access.federation;
  return new DirectPool({
    type: 'external_account',
    audience,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${endpoint('sts', access)}/v1/token`,
    subject_token_supplier: { getSubjectToken: subjectToken },
    transporterOptions: { noProxy: LOOPBACK },
  });
}

const LOOPBACK = ['127.0.0.1'];

/** A company's proxy, set for the real Google, must not see the calls to a range on loopback. */
class DirectPool extends IdentityPoolClient {
  constructor(options: ConstructorParameters<typeof IdentityPoolClient>[0]) {
    super(options);
    const transporter: AuthClient['transporter'] = Reflect.get(this.stsCredential, 'transporter');
    transporter.defaults.noProxy = LOOPBACK;
  }
}
