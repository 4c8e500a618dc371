import { z } from 'zod';
import { type ActionContext, action, type Change, type Evidence } from '../../../domain/action.ts';
import { read } from '../answer.ts';
import type { Gcp } from '../cloud.ts';
import { exchangeProbe, type Provider, providers } from '../exchange-probe.ts';
import { refuseOwnIdentity } from '../own-identity.ts';

const inputs = z.strictObject({
  project: z.string().describe('Project id that the pool belongs to.'),
  pool: z
    .string()
    .regex(/^[a-z0-9-]{4,32}$/, 'must be the id of a workload identity pool')
    .describe('Id of the workload identity pool.'),
});

type Inputs = z.infer<typeof inputs>;
type Prior = { disabled: boolean };

const poolShape = z.object({ disabled: z.boolean().default(false), state: z.string() });

export default action<Gcp>()<typeof inputs, Prior>({
  id: 'gcp.iam.disable-workload-identity-pool',
  cloud: 'gcp',
  kind: 'disable-federation',
  title: 'Disable the workload identity pool {pool}',
  docs:
    'Disables a workload identity pool. Nobody outside can exchange a token there any more, and federated tokens that ' +
    'were exchanged before stop giving access. Quell disables the pool and not one of its providers, because a ' +
    'disabled provider only refuses new exchanges: tokens that were exchanged before would live on. Enabling the pool ' +
    'makes tokens that have not expired good again, so a release is safe only after an hour.',
  inputs,
  target: 'project',
  example: { project: 'ml-prod', pool: 'train-eu' },
  permissions: {
    read: ['iam.workloadIdentityPoolProviders.list', 'iam.workloadIdentityPools.get', 'resourcemanager.projects.get'],
    write: ['iam.workloadIdentityPools.update'],
  },
  probes: ['sts.googleapis.com/token'],
  effect: 'desired-state',
  reversible: 'full',
  notStopped: [
    'Access tokens of service accounts that were obtained through the pool are not its tokens: they live on for up to an hour, until the service account is disabled.',
    'Every workload that federates through this pool loses access, not the stolen one alone.',
    'The issuer outside goes on handing out its own tokens, for other pools and other clouds.',
  ],
  attack: ['T1078.004', 'T1550.001'],
  d3fend: ['D3-AL', 'D3-CR'],
  sources: [
    'https://docs.cloud.google.com/iam/docs/manage-workload-identity-pools-providers',
    'https://docs.cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools/patch',
  ],
  settlesWithinSeconds: 420,

  async plan(inputs, cloud, ctx) {
    refuseOwnIdentity(cloud, name(inputs, cloud));
    const { disabled } = await look(inputs, cloud, ctx);
    const doors = await providers(cloud, name(inputs, cloud), ctx.signal);
    return {
      changes: disabled ? [] : [change(inputs, cloud, true)],
      prior: { disabled },
      basis: { pool: name(inputs, cloud), providers: doors.map((p) => p.name).sort() },
      residual: [
        {
          what: `access tokens of service accounts that were obtained through ${inputs.pool}`,
          forSeconds: 3600,
          why: 'They belong to the service accounts: disable those to end them.',
        },
      ],
      safeReleaseAfterSeconds: 3600,
    };
  },

  async apply(inputs, _receipt, cloud, ctx) {
    refuseOwnIdentity(cloud, name(inputs, cloud));
    await set(inputs, cloud, ctx, true);
    return { changes: [change(inputs, cloud, true)], at: (await cloud.now()).toISOString(), written: {} };
  },

  async verify(inputs, receipt, cloud, ctx) {
    const { disabled, state } = await look(inputs, cloud, ctx);
    const config: Evidence = {
      kind: 'config',
      asked: `read the pool ${inputs.pool} back`,
      saw: `${state}, ${disabled ? 'disabled' : 'enabled'}`,
      ok: disabled,
    };
    const now = await cloud.now();
    const open = (await providers(cloud, name(inputs, cloud), ctx.signal)).find(isProbed);
    const evidence = [config, ...(open ? [await exchangeProbe(cloud, open, now, ctx.signal)] : [])];
    const at = now.toISOString();
    if (evidence.every((e) => e.ok))
      return {
        state: 'contained',
        evidence,
        at,
        ...(open ? {} : { note: 'No provider of the pool is open to a probe.' }),
      };
    const drifted = !disabled && receipt.applied !== undefined;
    const note = drifted ? 'Somebody enabled the pool again.' : 'Google has not enforced it everywhere yet.';
    return { state: drifted ? 'drifted' : 'pending', evidence, at, note };
  },

  async planRelease(inputs, receipt, cloud, ctx) {
    const { disabled } = await look(inputs, cloud, ctx);
    const changes = disabled && !receipt.prior.disabled ? [change(inputs, cloud, false)] : [];
    return { changes, kept: [], basis: { disabled }, at: (await cloud.now()).toISOString() };
  },

  async release(inputs, receipt, cloud, ctx) {
    const { disabled } = await look(inputs, cloud, ctx);
    const isOurs = disabled && !receipt.prior.disabled;
    if (isOurs) await set(inputs, cloud, ctx, false);
    const changes = isOurs ? [change(inputs, cloud, false)] : [];
    return { changes, kept: [], at: (await cloud.now()).toISOString() };
  },
});

const name = ({ pool }: Inputs, { number }: Gcp) => `projects/${number}/locations/global/workloadIdentityPools/${pool}`;

/** A disabled provider refuses by itself, which would prove nothing of the pool. */
const isProbed = (provider: Provider) => provider.oidc !== undefined && !provider.disabled;

function change(inputs: Inputs, cloud: Gcp, disabled: boolean): Change {
  const [before, after] = disabled ? ['enabled', 'disabled'] : ['disabled', 'enabled'];
  return { resource: name(inputs, cloud), field: 'state', before, after };
}

async function look(inputs: Inputs, cloud: Gcp, { signal }: ActionContext) {
  const iam = await cloud.iam();
  const { data } = await iam.projects.locations.workloadIdentityPools.get({ name: name(inputs, cloud) }, { signal });
  return read(poolShape, data, `the pool ${inputs.pool}`);
}

async function set(inputs: Inputs, cloud: Gcp, { signal }: ActionContext, disabled: boolean): Promise<void> {
  const iam = await cloud.iam();
  const request = { name: name(inputs, cloud), updateMask: 'disabled', requestBody: { disabled } };
  await iam.projects.locations.workloadIdentityPools.patch(request, { signal });
}
