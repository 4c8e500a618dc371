import { z } from 'zod';
import { action, type Change, type Evidence, type Receipt, type Verification } from '../../../domain/action.ts';
import { Fault } from '../../../domain/fault.ts';
import type { AzureCloud } from '../cloud.ts';
import type { DirectoryApplication, Federated } from '../directory.ts';
import { isSame, type KeptCredential, keep, whoMayEnter } from '../federated.ts';
import { applicationInput, tenantInput } from '../inputs.ts';
import { ACCESS_TOKEN_SECONDS, DIRECTORY_SETTLES_SECONDS } from '../lifetimes.ts';

/** `ids` tell a list that lags from a credential that somebody wrote again: Graph gives that one a new id. */
type Prior = { clientId: string; credentials: KeptCredential[]; ids: string[] };
type Inputs = { tenant: string; application: string; credential?: string | undefined };

export default action<AzureCloud>()({
  id: 'azure.entra.remove-federated-credential',
  cloud: 'azure',
  kind: 'disable-federation',
  title: 'Remove the federated credentials of application {application}',
  docs:
    'Deletes the federated identity credentials of an app registration (or the one that is named), so that tokens of the outside identity provider can no longer be exchanged for tokens of Azure. ' +
    'Verification lists what is left, and shows the login endpoint a token of the same issuer and subject whose signature nobody trusts: Entra must answer that no federated credential matches. That trial leaves a failed sign-in in the log. ' +
    'A release writes the same credentials again; Graph gives them new ids.',
  inputs: z.strictObject({
    tenant: tenantInput,
    application: applicationInput,
    credential: z
      .string()
      .min(1)
      .optional()
      .describe('Name of the one credential to remove. All of them when not given.'),
  }),
  target: 'tenant',
  example: { tenant: '11111111-aaaa-4aaa-8aaa-111111111111', application: '33333333-cccc-4ccc-8ccc-333333333333' },
  permissions: { read: ['Application.Read.All'], write: ['Application.ReadWrite.OwnedBy'] },
  probes: ['oauth2/token'],
  effect: 'desired-state',
  reversible: 'full',
  notStopped: [
    'Access tokens that were issued before: 60 to 90 minutes.',
    'Client secrets and certificates of the application, and federated credentials of user-assigned managed identities.',
    'Other applications that trust the same issuer.',
  ],
  attack: ['T1078.004', 'T1199', 'T1098.001'],
  d3fend: ['D3-CR', 'D3-UAP'],
  sources: [
    'https://learn.microsoft.com/graph/api/application-delete-federatedidentitycredentials',
    'https://learn.microsoft.com/graph/api/application-post-federatedidentitycredentials',
    'https://learn.microsoft.com/entra/workload-id/workload-identity-federation',
    'https://learn.microsoft.com/entra/identity-platform/reference-error-codes',
  ],
  settlesWithinSeconds: DIRECTORY_SETTLES_SECONDS,

  async plan(inputs, cloud, { signal }) {
    const { directory } = cloud;
    const application = await directory.application(inputs.application, signal);
    const found = await chosen(inputs, cloud, signal);
    return {
      changes: found.map((credential) => removed(application.id, credential)),
      prior: { clientId: application.appId, credentials: found.map(keep), ids: found.map(({ id }) => id) },
      basis: { clientId: application.appId },
      residual: residual(application),
      // Writing them again revives no token; after this, none is left that they ever let in.
      safeReleaseAfterSeconds: ACCESS_TOKEN_SECONDS,
    };
  },

  async apply(inputs, receipt, cloud, { signal }) {
    for (const { id } of await chosen(inputs, cloud, signal)) {
      // Somebody else may have been quicker, and gone is what was wanted.
      await cloud.directory.removeFederated(inputs.application, id, signal).catch(unlessMissing);
    }
    return {
      changes: receipt.prior.credentials.map((credential) => removed(inputs.application, credential)),
      at: (await cloud.now()).toISOString(),
      written: {},
    };
  },

  async verify(inputs, receipt, cloud, { signal }): Promise<Verification> {
    const left = await chosen(inputs, cloud, signal);
    const names = left.map(({ name }) => name).join(', ');
    const config: Evidence = {
      kind: 'config',
      asked: 'list the federated credentials',
      saw: left.length === 0 ? 'none of those that were to be removed' : `still there: ${names}`,
      ok: left.length === 0,
    };
    const evidence = [config];
    for (const credential of receipt.prior.credentials)
      evidence.push(await tryDoor(receipt.prior, credential, cloud, signal));
    const at = (await cloud.now()).toISOString();
    if (evidence.every(({ ok }) => ok)) return { state: 'contained', evidence, at };
    if (receipt.applied && left.some(({ id }) => !receipt.prior.ids.includes(id)))
      return { state: 'drifted', evidence, at, note: `Somebody wrote a credential again: ${names}.` };
    const note = config.ok ? 'The login endpoint still knows a credential.' : 'Not removed yet.';
    return { state: 'pending', evidence, at, note };
  },

  async planRelease(inputs, receipt, cloud, { signal }) {
    const { changes, kept, present } = await difference(inputs, receipt, cloud, signal);
    return { changes, kept, basis: { present }, at: (await cloud.now()).toISOString() };
  },

  async release(inputs, receipt, cloud, { signal }) {
    const { changes, kept, missing } = await difference(inputs, receipt, cloud, signal);
    for (const credential of missing) await cloud.directory.addFederated(inputs.application, credential, signal);
    return { changes, kept, at: (await cloud.now()).toISOString() };
  },
});

async function chosen({ application, credential }: Inputs, cloud: AzureCloud, signal: AbortSignal) {
  const all = await cloud.directory.federated(application, signal);
  return all
    .filter(({ name }) => credential === undefined || name === credential)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function removed(application: string, credential: Federated): Change {
  const resource = `/applications/${application}/federatedIdentityCredentials/${credential.name}`;
  return { resource, field: 'federated credential', before: whoMayEnter(credential), after: null };
}

function residual({ displayName, secrets, certificates }: DirectoryApplication) {
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
async function tryDoor(
  { clientId }: Prior,
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
async function difference(inputs: Inputs, receipt: Receipt<Prior>, cloud: AzureCloud, signal: AbortSignal) {
  const now = await chosen(inputs, cloud, signal);
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

function unlessMissing(error: unknown): void {
  if (!(error instanceof Fault) || error.code !== 'azure.not-found') throw error;
}
