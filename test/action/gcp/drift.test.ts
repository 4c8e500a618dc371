import { afterEach, describe, expect, it } from 'vitest';
import denyPrincipal from '../../../src/action/gcp/iam/deny-principal.ts';
import disableServiceAccount from '../../../src/action/gcp/iam/disable-service-account.ts';
import disablePool from '../../../src/action/gcp/iam/disable-workload-identity-pool.ts';
import revokeWorkforceSessions from '../../../src/action/gcp/iam/revoke-workforce-sessions.ts';
import freezeGpu from '../../../src/action/gcp/quota/freeze-gpu.ts';
import type { AnyAction, Receipt } from '../../../src/domain/action.ts';
import { WORLD } from '../../../src/range/world.ts';
import { Bench, context } from './bench.ts';

const { projectNumber, pool, serviceAccount } = WORLD.gcp;
const ACCOUNT = `/v1/projects/ml-prod/serviceAccounts/${serviceAccount}`;
const POOL = `/v1/projects/${projectNumber}/locations/global/workloadIdentityPools/${pool}`;
const LIMIT = `/serviceusage.googleapis.com/v1beta1/projects/${projectNumber}/services/compute.googleapis.com/consumerQuotaMetrics/compute.googleapis.com%2Fnvidia_a100_gpus/limits/%2Fproject%2Fregion/consumerOverrides`;
const ADJUSTER = '/cloudquotas.googleapis.com/v1beta/projects/ml-prod/locations/global/quotaAdjusterSettings';

let bench: Bench;
afterEach(() => bench.range.close());

const verify = (action: AnyAction, receipt: Receipt) => action.verify(action.example, receipt, bench.reader, context);
const planRelease = (action: AnyAction, receipt: Receipt) =>
  action.planRelease(action.example, receipt, bench.reader, context);
const release = (action: AnyAction, receipt: Receipt) =>
  action.release(action.example, receipt, bench.responder, context);

/** The A100 override of europe-west4 as it stands, by its full name. */
async function overrideName(): Promise<string> {
  const root = LIMIT.slice(0, LIMIT.indexOf('/compute.googleapis.com%2F'));
  const answer = JSON.stringify(await bench.byHand('GET', root));
  return /"(projects[^"]*nvidia_a100_gpus[^"]*consumerOverrides\/[A-Z0-9]+)"/.exec(answer)![1]!;
}

describe('a service account', () => {
  it('that somebody enabled again is reported, and a release has nothing left to do', async () => {
    bench = await Bench.open();
    const receipt = await bench.contain(disableServiceAccount, disableServiceAccount.example);
    await bench.byHand('POST', `${ACCOUNT}:enable`, {});
    expect(await verify(disableServiceAccount, receipt)).toMatchObject({ state: 'drifted' });
    expect(await planRelease(disableServiceAccount, receipt)).toMatchObject({ changes: [], kept: [] });
  });

  it('that was disabled before the incident stays disabled', async () => {
    bench = await Bench.open();
    await bench.byHand('POST', `${ACCOUNT}:disable`, {});
    bench.settle();
    const before = bench.range.snapshot();
    const planned = await disableServiceAccount.plan(disableServiceAccount.example, bench.reader, context);
    expect(planned.changes).toEqual([]);
    const receipt = await bench.contain(disableServiceAccount, disableServiceAccount.example);
    expect(await verify(disableServiceAccount, receipt)).toMatchObject({ state: 'contained' });
    await release(disableServiceAccount, receipt);
    expect(bench.range.snapshot()).toEqual(before);
  });

  it('is not proven by a refusal that is due to a permission which Quell lacks', async () => {
    bench = await Bench.open();
    const receipt = await bench.contain(disableServiceAccount, disableServiceAccount.example);
    const permission = 'iam.serviceAccounts.getOpenIdToken';
    bench.kernel.weather.push({ cloud: 'gcp', permission, kind: 'denied', times: 1 });
    await expect(verify(disableServiceAccount, receipt)).rejects.toMatchObject({ code: 'gcp.denied' });
  });

  it('of Quell itself is refused', async () => {
    bench = await Bench.open();
    const inputs = { ...disableServiceAccount.example, service_account: WORLD.gcp.responder };
    await expect(disableServiceAccount.plan(inputs, bench.reader, context)).rejects.toMatchObject({
      code: 'gcp.own-identity',
    });
  });
});

describe('a workload identity pool', () => {
  it('that somebody enabled again is reported', async () => {
    bench = await Bench.open();
    const receipt = await bench.contain(disablePool, disablePool.example);
    bench.settle();
    await bench.byHand('PATCH', `${POOL}?updateMask=disabled`, { disabled: false });
    expect(await verify(disablePool, receipt)).toMatchObject({ state: 'drifted' });
  });

  it('that was disabled before stays disabled', async () => {
    bench = await Bench.open();
    await bench.byHand('PATCH', `${POOL}?updateMask=disabled`, { disabled: true });
    const before = bench.range.snapshot();
    const receipt = await bench.contain(disablePool, disablePool.example);
    await release(disablePool, receipt);
    expect(bench.range.snapshot()).toEqual(before);
  });

  it('whose providers were all disabled by hand is not called proven by that', async () => {
    bench = await Bench.open();
    for (const provider of ['cluster', 'cluster-old'])
      await bench.byHand('PATCH', `${POOL}/providers/${provider}?updateMask=disabled`, { disabled: true });
    bench.settle();
    const receipt = await bench.contain(disablePool, disablePool.example);
    const verified = await verify(disablePool, receipt);
    expect(verified.evidence.map((e) => e.kind)).toEqual(['config']);
    expect(verified.note).toMatch(/No provider/);
  });
});

it('a pool that Quell itself comes in by is never disabled', async () => {
  bench = await Bench.open();
  const inputs = { project: 'ml-prod', pool: 'quell' };
  await expect(disablePool.plan(inputs, bench.reader, context)).rejects.toMatchObject({ code: 'gcp.own-identity' });
});

describe('a deny policy', () => {
  const PATH = '/v2/policies/cloudresourcemanager.googleapis.com%2Fprojects%2Fml-prod/denypolicies';

  it('that somebody edited is reported, left alone by a release, and not overwritten', async () => {
    bench = await Bench.open();
    const receipt = await bench.contain(denyPrincipal, denyPrincipal.example);
    const path = `${PATH}/${receipt.applied!.written.policy}`;
    const policy = await bench.byHand('GET', path);
    const rules = policy.rules as { denyRule: { deniedPermissions: string[] } }[];
    rules[0]!.denyRule.deniedPermissions.push('storage.googleapis.com/objects.update');
    await bench.byHand('PUT', path, policy);
    expect(await verify(denyPrincipal, receipt)).toMatchObject({ state: 'drifted', note: expect.any(String) });
    const edited = bench.range.snapshot();
    expect((await release(denyPrincipal, receipt)).kept).toHaveLength(1);
    expect(bench.range.snapshot()).toEqual(edited);
    await expect(
      denyPrincipal.apply(denyPrincipal.example, receipt as never, bench.responder, context),
    ).rejects.toMatchObject({ code: 'gcp.conflict' });
  });

  it('waits for the longest time that Google names when another one holds the canary', async () => {
    bench = await Bench.open();
    await bench.contain(denyPrincipal, denyPrincipal.example);
    bench.settle();
    const other = { project: 'ml-prod', principal: 'user:mallory@contoso.example' };
    const second = await bench.contain(denyPrincipal, other);
    expect((second.prior as { holdsCanary: boolean }).holdsCanary).toBe(false);
    bench.settle();
    const early = await denyPrincipal.verify(other, second as never, bench.reader, context);
    expect(early.state).toBe('pending');
  });

  it('of two principals in one plan has two names', async () => {
    bench = await Bench.open();
    const one = await denyPrincipal.plan(denyPrincipal.example, bench.reader, context);
    const two = await denyPrincipal.plan(
      { project: 'ml-prod', principal: 'group:ml@contoso.example' },
      bench.reader,
      context,
    );
    expect(one.prior.policy.id).not.toBe(two.prior.policy.id);
  });

  it('refuses to name Quell', async () => {
    bench = await Bench.open();
    const inputs = { project: 'ml-prod', principal: `serviceAccount:${WORLD.gcp.reader}` };
    await expect(denyPrincipal.plan(inputs, bench.reader, context)).rejects.toMatchObject({ code: 'gcp.own-identity' });
  });
});

describe('GPU quota', () => {
  it('gets an override that was there before back at its own value', async () => {
    bench = await Bench.open();
    await bench.byHand('POST', `${LIMIT}?force=true`, { overrideValue: '4', dimensions: { region: 'europe-west4' } });
    await bench.byHand('PATCH', `${ADJUSTER}?updateMask=enablement`, { enablement: 'DEFAULT' });
    bench.settle();
    const before = bench.range.snapshot();
    const receipt = await bench.contain(freezeGpu, freezeGpu.example);
    bench.settle();
    expect(await verify(freezeGpu, receipt)).toMatchObject({ state: 'contained' });
    await release(freezeGpu, receipt);
    expect(bench.range.snapshot()).toEqual(before);
  });

  it('that was overridden with 0 before stays at 0, and no release speaks of it', async () => {
    bench = await Bench.open();
    await bench.byHand('POST', `${LIMIT}?force=true`, { overrideValue: '0', dimensions: { region: 'europe-west4' } });
    bench.settle();
    const before = bench.range.snapshot();
    const receipt = await bench.contain(freezeGpu, freezeGpu.example);
    const released = await release(freezeGpu, receipt);
    expect([...receipt.applied!.changes, ...released.changes].map((c) => c.field).join()).not.toContain('nvidia_a100');
    expect(bench.range.snapshot()).toEqual(before);
  });

  it('that somebody raised since is reported, and the raise is kept by a release', async () => {
    bench = await Bench.open();
    const receipt = await bench.contain(freezeGpu, freezeGpu.example);
    const name = await overrideName();
    await bench.byHand('PATCH', `/serviceusage.googleapis.com/v1beta1/${name}?force=true`, { overrideValue: '2' });
    expect(await verify(freezeGpu, receipt)).toMatchObject({ state: 'drifted' });
    const released = await release(freezeGpu, receipt);
    expect(released.kept).toMatchObject([{ before: '0', after: '2' }]);
    expect(JSON.stringify(bench.range.snapshot())).toContain('= 2');
  });

  it('whose adjuster somebody switched on again is reported, and left on', async () => {
    bench = await Bench.open();
    await bench.byHand('PATCH', `${ADJUSTER}?updateMask=enablement`, { enablement: 'DISABLED' });
    const receipt = await bench.contain(freezeGpu, freezeGpu.example);
    await bench.byHand('PATCH', `${ADJUSTER}?updateMask=enablement`, { enablement: 'ENABLED' });
    bench.settle();
    expect(await verify(freezeGpu, receipt)).toMatchObject({ state: 'drifted' });
    const { changes, kept } = await planRelease(freezeGpu, receipt);
    expect(kept).toMatchObject([{ field: 'quota adjuster', after: 'ENABLED' }]);
    expect(changes.map((c) => c.field)).not.toContain('quota adjuster');
  });

  it('of every region is frozen when all are named', async () => {
    bench = await Bench.open();
    const inputs = { project: 'ml-prod', region: 'all' };
    const planned = await freezeGpu.plan(inputs, bench.reader, context);
    expect(planned.prior.quotas.map((q) => Object.values(q.dimensions).join(' '))).toEqual([
      '',
      'NVIDIA_H100 europe-west4',
      'europe-west4',
      'us-central1',
    ]);
    expect(planned.changes.map((c) => c.field).join()).not.toContain('cpus');
  });
});

describe('workforce sessions', () => {
  it('of a pool that belongs to another organization are refused', async () => {
    bench = await Bench.open('500000000001');
    const inputs = { ...revokeWorkforceSessions.example, organization: '600000000006' };
    await expect(revokeWorkforceSessions.plan(inputs, bench.reader, context)).rejects.toMatchObject({
      code: 'gcp.unknown-target',
    });
  });
});
