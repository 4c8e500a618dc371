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
  });
  await client.getAccessToken();
  return client;
}

async function source(access?: GcpAccess): Promise<AuthClient> {
  if (!access) return new GoogleAuth({ scopes: [SCOPE] }).getClient();
  const { audience, subjectToken } = access.federation;
  return new IdentityPoolClient({
    type: 'external_account',
    audience,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${endpoint('sts', access)}/v1/token`,
    subject_token_supplier: { getSubjectToken: subjectToken },
  });
}
