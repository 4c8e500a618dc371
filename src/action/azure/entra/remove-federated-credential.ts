import { z } from 'zod';
import { action, type Evidence, type Verification } from '../../../domain/action.ts';
import { Fault } from '../../../domain/fault.ts';
import type { AzureCloud } from '../cloud.ts';
import { keep } from '../federated.ts';
import { chosenCredentials, federationDifference, removed, residualEntry, tryDoor } from '../federation.ts';
import { applicationInput, tenantInput } from '../inputs.ts';
import { ACCESS_TOKEN_SECONDS, DIRECTORY_SETTLES_SECONDS } from '../lifetimes.ts';
import { refuseOwnIdentity } from '../own-identity.ts';

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
    const application = await cloud.directory.application(inputs.application, signal);
    refuseOwnIdentity(cloud, application.appId);
    const found = await chosenCredentials(inputs, cloud, signal);
    return {
      changes: found.map((credential) => removed(application.id, credential)),
      prior: { clientId: application.appId, credentials: found.map(keep), ids: found.map(({ id }) => id) },
      basis: { clientId: application.appId },
      residual: residualEntry(application),
      // Writing them again revives no token; after this, none is left that they ever let in.
      safeReleaseAfterSeconds: ACCESS_TOKEN_SECONDS,
    };
  },

  async apply(inputs, receipt, cloud, { signal }) {
    for (const { id } of await chosenCredentials(inputs, cloud, signal)) {
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
    const left = await chosenCredentials(inputs, cloud, signal);
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
    const { changes, kept, present } = await federationDifference(inputs, receipt, cloud, signal);
    return { changes, kept, basis: { present }, at: (await cloud.now()).toISOString() };
  },

  async release(inputs, receipt, cloud, { signal }) {
    const { changes, kept, missing } = await federationDifference(inputs, receipt, cloud, signal);
    for (const credential of missing) await cloud.directory.addFederated(inputs.application, credential, signal);
    return { changes, kept, at: (await cloud.now()).toISOString() };
  },
});

function unlessMissing(error: unknown): void {
  if (!(error instanceof Fault) || error.code !== 'azure.not-found') throw error;
}
