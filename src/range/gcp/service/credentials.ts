import { apiError, notFound } from '../error.ts';
import { issue } from '../issuer.ts';
import { onAccount } from '../place.ts';
import { serviceAccount } from '../principal.ts';
import type { Asked, Route } from '../route.ts';
import { LIFETIME_SECONDS, mint } from '../sessions.ts';
import type { State } from '../state.ts';

const host = 'iamcredentials.googleapis.com';
const ACCOUNT = '^/v1/projects/-/serviceAccounts/(?<email>[^/:]+)';

/** IAM Service Account Credentials: one identity's tokens for another that may act as it. */
export const credentialRoutes: Route[] = [
  {
    host,
    method: 'POST',
    path: new RegExp(`${ACCOUNT}:generateAccessToken$`),
    write: false,
    permission: 'iam.serviceAccounts.getAccessToken',
    on: ({ email }) => onAccount(email!),
    handle: (asked) => {
      const email = usable(asked);
      const seconds = Number.parseInt(String(asked.body.lifetime ?? `${LIFETIME_SECONDS}s`), 10);
      if (seconds > LIFETIME_SECONDS)
        throw apiError(400, 'INVALID_ARGUMENT', 'The access token lifetime cannot exceed 3600 seconds.');
      const session = mint(asked.state, asked.session.who, serviceAccount(email), seconds);
      return { accessToken: session.token, expireTime: new Date(session.expiresAt).toISOString() };
    },
  },
  {
    host,
    method: 'POST',
    path: new RegExp(`${ACCOUNT}:generateIdToken$`),
    write: false,
    permission: 'iam.serviceAccounts.getOpenIdToken',
    on: ({ email }) => onAccount(email!),
    handle: (asked) => {
      const email = usable(asked);
      return { token: issue({ iss: 'https://accounts.google.com', aud: asked.body.audience, email }) };
    },
  },
];

function usable({ state, path }: Asked): string {
  const account = find(state, path.email!);
  if (account.disabled.enforced)
    throw apiError(400, 'FAILED_PRECONDITION', `Service account ${account.email} is disabled.`);
  return account.email;
}

function find(state: State, email: string) {
  const account = state.serviceAccounts.get(email);
  if (!account) throw notFound(`Service account ${email}`);
  return account;
}
