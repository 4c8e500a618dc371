import type { Change, Evidence, Receipt } from '../../domain/action.ts';
import type { AzureCloud } from './cloud.ts';
import type { DirectoryApplication, Federated } from './directory.ts';
import { isSame, type KeptCredential, keep, whoMayEnter } from './federated.ts';
import { ACCESS_TOKEN_SECONDS } from './lifetimes.ts';

/** `ids` tell a list that lags from a credential that somebody wrote again: Graph gives that one a new id. */
export type PriorFederation = { clientId: string; credentials: KeptCredential[]; ids: string[] };
export type FederationInputs = { tenant: string; application: string; credential?: string | undefined };

/** The credential that was named, or all of them, sorted by name. */
export async function chosenCredentials(
  { application, credential }: FederationInputs,
  cloud: AzureCloud,
  signal: AbortSignal,
) {
  const all = await cloud.directory.federated(application, signal);
  return all
    .filter(({ name }) => credential === undefined || name === credential)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A removal as a change. */
export function removed(application: string, credential: Federated): Change {
  const resource = `/applications/${application}/federatedIdentityCredentials/${credential.name}`;
  return { resource, field: 'federated credential', before: whoMayEnter(credential), after: null };
}

/** What still works when the credentials are gone. */
export function residualEntry({ displayName, secrets, certificates }: DirectoryApplication) {
  const tokens = {
    what: `access tokens of ${displayName} that were issued before`,
    forSeconds: ACCESS_TOKEN_SECONDS,
    why: 'Federation is asked only when a token is issued: disable the service principal and remove its roles to end them sooner.',
  };
  if (secrets + certificates === 0) return [tokens];
  const what = `sign-in with ${secrets} client secrets and ${certificates} certificates of ${displayName}`;
  return [
    tokens,
    {
      what,
      forSeconds: null,
      why: 'They are other doors of the same application: remove them, or disable its service principal.',
    },
  ];
}

/** What a token of that issuer and subject would meet, tried with one that cannot be accepted. */
export async function tryDoor(
  { clientId }: PriorFederation,
  credential: KeptCredential,
  cloud: AzureCloud,
  signal: AbortSignal,
): Promise<Evidence> {
  const { name, issuer, subject, audiences } = credential;
  const trial = {
    clientId,
    issuer,
    subject: subject ?? 'quell-trial',
    audience: audiences[0] ?? 'api://AzureADTokenExchange',
  };
  const { verdict, saw } = await cloud.tryFederation(trial, signal);
  const asked = `exchange an untrusted token of the issuer and subject of ${name}`;
  return { kind: 'effect', asked, saw, ok: verdict === 'no-record' };
}

/** What was removed and is missing; and what stands there now that was not there before, or is not as it was. */
export async function federationDifference(
  inputs: FederationInputs,
  receipt: Receipt<PriorFederation>,
  cloud: AzureCloud,
  signal: AbortSignal,
) {
  const now = await chosenCredentials(inputs, cloud, signal);
  const before = receipt.prior.credentials;
  const missing = before.filter((old) => !now.some(({ name }) => name === old.name));
  const others = now.filter((one) => !before.some((old) => isSame(old, one)));
  return {
    missing,
    changes: missing.map(
      (old): Change => ({ ...removed(inputs.application, old), before: null, after: whoMayEnter(old) }),
    ),
    kept: others.map((one): Change => {
      const old = before.find(({ name }) => name === one.name);
      return { ...removed(inputs.application, one), before: old ? whoMayEnter(old) : null, after: whoMayEnter(one) };
    }),
    present: now.map(keep),
  };
}
