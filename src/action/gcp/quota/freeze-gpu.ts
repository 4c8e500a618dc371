import { z } from 'zod';
import { type ActionContext, action, type Evidence } from '../../../domain/action.ts';
import type { Gcp } from '../cloud.ts';
import { gpuQuotas, keyOf } from '../gpu-quota.ts';
import { difference, freezing, isAdjusterOurs, type Now, ours, type Prior, restorable } from '../quota-difference.ts';
import { valuesInForce } from '../quota-in-force.ts';
import { adjuster, setAdjuster, setOverride } from '../quota-override.ts';

const inputs = z.strictObject({
  project: z.string().describe('Project id whose GPU quota is frozen.'),
  region: z
    .string()
    .regex(/^(all|[a-z]+-[a-z]+\d+)$/, 'must be a region such as europe-west4, or all')
    .describe('Region to freeze, such as `europe-west4`; `all` freezes every region.'),
});

type Inputs = z.infer<typeof inputs>;
export default action<Gcp>()<typeof inputs, Prior>({
  id: 'gcp.quota.freeze-gpu',
  cloud: 'gcp',
  kind: 'freeze-gpu',
  title: 'Freeze GPU quota of {project} in {region}',
  docs:
    'Sets a consumer override of 0 on every Compute Engine quota for GPUs and TPUs under which something was granted, ' +
    'and switches the quota adjuster off, which could raise quotas by itself. Overrides are used rather than quota ' +
    'preferences because a deleted override gives the granted quota back at once, whereas a preference can only be ' +
    'raised by a request that somebody at Google may have to approve. Overrides that were there before are lowered, ' +
    'and a release puts their values back.',
  inputs,
  target: 'project',
  example: { project: 'ml-prod', region: 'europe-west4' },
  permissions: {
    read: ['cloudquotas.quotas.get', 'resourcemanager.projects.get', 'serviceusage.quotas.get'],
    write: ['cloudquotas.quotas.update', 'serviceusage.operations.get', 'serviceusage.quotas.update'],
  },
  effect: 'desired-state',
  reversible: 'full',
  notStopped: [
    'Machines with GPUs that already run keep running, and keep costing money: quota holds for new ones alone.',
    'GPUs of Vertex AI, Cloud Run and other services have quotas of their own, which are not touched.',
    'Other projects and, unless all are named, other regions keep their quota.',
    'Whoever may change quotas can delete the override; deny those permissions to the principal as well.',
  ],
  attack: ['T1496', 'T1496.001', 'T1578.002'],
  d3fend: ['D3-UAP'],
  sources: [
    'https://docs.cloud.google.com/service-usage/docs/manage-quota',
    'https://docs.cloud.google.com/docs/quotas/quota-adjuster',
    'https://docs.cloud.google.com/compute/resource-usage',
  ],
  settlesWithinSeconds: 420,

  async plan(inputs, cloud, ctx) {
    const now = await look(inputs, cloud, ctx);
    const quotas = now.quotas.map(({ limit, metric, dimensions, override }) => ({
      limit,
      metric,
      dimensions,
      override: override?.value ?? null,
    }));
    const prior = { quotas, adjuster: now.adjuster };
    return {
      changes: freezing(cloud, prior),
      prior,
      basis: { quotas: quotas.map(keyOf) },
      residual: [
        {
          what: 'machines with GPUs that already run',
          forSeconds: null,
          why: 'Quota is asked for when a machine starts: stop the machines themselves.',
        },
      ],
      safeReleaseAfterSeconds: 0,
    };
  },

  async apply(inputs, receipt, cloud, ctx) {
    const now = await look(inputs, cloud, ctx);
    // The adjuster first: it must not answer the freeze with more quota.
    if (now.adjuster !== 'DISABLED') await setAdjuster(cloud, 'DISABLED', ctx.signal);
    for (const quota of ours(receipt.prior, now)) await setOverride(cloud, quota, 0, ctx.signal);
    const at = (await cloud.now()).toISOString();
    return { changes: freezing(cloud, receipt.prior), at, written: { quotas: receipt.prior.quotas.map(keyOf) } };
  },

  async verify(inputs, receipt, cloud, ctx) {
    const now = await look(inputs, cloud, ctx);
    const open = ours(receipt.prior, now).filter((q) => q.override?.value !== 0);
    const config: Evidence = {
      kind: 'config',
      asked: `read ${receipt.prior.quotas.length} overrides and the quota adjuster back`,
      saw: `${open.length === 0 ? 'all 0' : `not 0: ${open.map(keyOf).join(', ')}`}; adjuster ${now.adjuster}`,
      ok: open.length === 0 && now.adjuster === 'DISABLED',
    };
    const inForce = await valuesInForce(cloud, ctx.signal);
    const values = receipt.prior.quotas.map((q) => ({ key: keyOf(q), value: inForce(q) }));
    const left = values.filter(({ value }) => value !== 0);
    const effect: Evidence = {
      kind: 'effect',
      asked: 'which quota Google enforces now',
      saw:
        left.length === 0 ? '0 for each' : left.map(({ key, value }) => `${key} = ${value ?? 'not told'}`).join(', '),
      ok: left.length === 0,
    };
    const at = (await cloud.now()).toISOString();
    const evidence = [config, effect];
    if (config.ok && effect.ok) return { state: 'contained', evidence, at };
    const drifted = !config.ok && receipt.applied !== undefined;
    const note = drifted ? `Somebody changed it: ${config.saw}.` : 'Google does not enforce it yet.';
    return { state: drifted ? 'drifted' : 'pending', evidence, at, note };
  },

  async planRelease(inputs, receipt, cloud, ctx) {
    const now = await look(inputs, cloud, ctx);
    const { changes, kept } = difference(cloud, receipt.prior, now);
    const basis = { adjuster: now.adjuster, overrides: ours(receipt.prior, now).map((q) => q.override?.value ?? null) };
    return { changes, kept, basis, at: (await cloud.now()).toISOString() };
  },

  async release(inputs, receipt, cloud, ctx) {
    const now = await look(inputs, cloud, ctx);
    const { changes, kept } = difference(cloud, receipt.prior, now);
    for (const [quota, before] of restorable(receipt.prior, now)) await setOverride(cloud, quota, before, ctx.signal);
    if (isAdjusterOurs(receipt.prior, now)) await setAdjuster(cloud, receipt.prior.adjuster, ctx.signal);
    return { changes, kept, at: (await cloud.now()).toISOString() };
  },
});

async function look(inputs: Inputs, cloud: Gcp, { signal }: ActionContext): Promise<Now> {
  return { quotas: await gpuQuotas(cloud, inputs.region, signal), adjuster: await adjuster(cloud, signal) };
}
