import { describe, expect, it } from 'vitest';
import action from '../../../src/action/azure/policy/freeze-gpu.ts';
import type { Verification } from '../../../src/domain/action.ts';
import { type AzureRange, startAzure } from '../../../src/range/azure/start.ts';
import { issue } from '../../../src/range/azure/token.ts';
import { WORLD } from '../../../src/range/world.ts';
import { keepsTheContract } from '../contract.ts';
import { type Bench, benches, outcomes } from './bench.ts';

const A = WORLD.azure;
const MACHINES = `/subscriptions/${A.subscription}/resourceGroups/${A.resourceGroup}/providers/Microsoft.Compute/virtualMachines`;

/** A call by the stolen identity, over the wire. */
function asAttacker(range: AzureRange, method: string, path: string, body?: object) {
  const { token } = issue(range.world, {
    kind: 'access',
    who: 'attacker',
    principal: A.servicePrincipal,
    audience: 'arm',
  });
  return range.wire.send(method, path, token, body);
}

const effectOf = ({ evidence }: Verification) => evidence.find(({ kind }) => kind === 'effect');
const assignment = (b: Bench) => [...b.range.world.policy.written.assignments.values()][0]!;

keepsTheContract(action, startAzure);

describe('where quotas are 0 and no GPU machine runs already', () => {
  keepsTheContract(action, startAzure, async (range) => {
    const { world } = range as AzureRange;
    for (const quota of world.quotas) quota.limit = 0;
    // One machine keeps running, so that there is something to stop.
    world.machines.get('train-2')!.power.set('running');
    world.machines.get('train-1')!.power.set('deallocated');
  });
});

describe("the attacker's view of a freeze", () => {
  const start = benches(action);

  it('refuses new GPU machines, in every place and of every kind, and stops those that run', async () => {
    const b = await start();
    const attacker = b.range.attacker();
    expect(outcomes(await attacker.round())).toContain('stolen session 1: create GPU machine crunch-1: allowed');
    const receipt = await b.apply(await b.receipt());
    b.settle();
    expect(await b.verify(receipt)).toMatchObject({ state: 'contained' });
    const after = outcomes(await attacker.round());
    expect(after).toContain('stolen session 1: create GPU machine crunch-1: refused');
    expect(after).toContain('stolen session 1: list machines: allowed');
    expect(b.range.world.machines.get('crunch-1')!.power.enforced).toBe('deallocated');
    expect(b.range.world.machines.get('web-1')!.power.enforced).toBe('running');
    const elsewhere = {
      location: 'japaneast',
      properties: { hardwareProfile: { vmSize: 'standard_nd96isr_h100_v5' } },
    };
    expect(await asAttacker(b.range, 'PUT', `${MACHINES}/far`, elsewhere)).toMatchObject({ status: 403 });
    const small = { location: A.location, properties: { hardwareProfile: { vmSize: 'Standard_D2s_v5' } } };
    expect(await asAttacker(b.range, 'PUT', `${MACHINES}/small`, small)).toMatchObject({ status: 201 });
  });

  it('cannot keep a stopped machine from being started, as the action says; verification calls it drift', async () => {
    const b = await start();
    const receipt = await b.apply(await b.receipt());
    b.settle();
    expect(await asAttacker(b.range, 'POST', `${MACHINES}/train-1/start`)).toMatchObject({ status: 202 });
    b.settle();
    expect(await b.verify(receipt)).toMatchObject({
      state: 'drifted',
      note: expect.stringContaining('train-1 is running'),
    });
    await b.apply(receipt);
    b.settle();
    expect(await b.verify(receipt)).toMatchObject({ state: 'contained' });
  });

  it('is pending until the policy is in force, and catches a machine that slipped through', async () => {
    const b = await start();
    const receipt = await b.apply(await b.receipt());
    expect(await b.verify(receipt)).toMatchObject({ state: 'pending' });
    await b.range.attacker().round();
    b.settle();
    expect(await b.verify(receipt)).toMatchObject({ state: 'drifted', note: expect.stringContaining('crunch-1') });
  });
});

describe('the trial deployment', () => {
  const start = benches(action);
  it('alone keeps a freeze pending while everything that was written can be read back', async () => {
    const b = await start();
    b.range.world.machines.get('train-1')!.power.set('deallocated');
    b.settle();
    const receipt = await b.apply(await b.receipt());
    const verification = await b.verify(receipt);
    expect(verification).toMatchObject({ state: 'pending', note: expect.stringContaining('5 minutes') });
    expect(verification.evidence.filter(({ ok }) => !ok)).toEqual([effectOf(verification)]);
    expect(effectOf(verification)).toMatchObject({ saw: 'accepted' });
  });

  it("does not take another policy's refusal for its own", async () => {
    const b = await start();
    const receipt = await b.apply(await b.receipt());
    const { definitions } = b.range.world.policy.written;
    const [id] = [...definitions.keys()];
    const other = { name: 'other', properties: { policyDefinitionId: id, enforcementMode: 'Default' } };
    b.range.world.policy.set({ definitions, assignments: new Map([['/other', other]]) });
    b.settle();
    const verification = await b.verify(receipt);
    expect(verification.state).toBe('drifted');
    expect(effectOf(verification)).toMatchObject({
      ok: false,
      saw: expect.stringContaining('RequestDisallowedByPolicy'),
    });
  });
});

describe('what others do to a freeze', () => {
  const start = benches(action);

  it('is drifted when somebody leaves out a resource group', async () => {
    const b = await start();
    const receipt = await b.apply(await b.receipt());
    b.settle();
    assignment(b).properties.notScopes = [`/subscriptions/${A.subscription}/resourceGroups/elsewhere`];
    const verification = await b.verify(receipt);
    expect(verification).toMatchObject({ state: 'drifted', note: expect.stringContaining('policy') });
    expect(effectOf(verification)).toMatchObject({ ok: true });
  });

  it('is drifted when somebody stops enforcing it, and a release leaves their edit and says so', async () => {
    const b = await start();
    const receipt = await b.apply(await b.receipt());
    b.settle();
    assignment(b).properties.enforcementMode = 'DoNotEnforce';
    expect(await b.verify(receipt)).toMatchObject({ state: 'drifted', note: expect.stringContaining('policy') });
    const released = await b.release(receipt);
    expect(released.kept.map(({ field }) => field)).toContain('policy assignment');
    expect(b.range.world.policy.written.assignments.size).toBe(1);
    expect(b.range.world.policy.written.definitions.size).toBe(1);
  });

  it('is drifted when somebody raises a quota, and a release leaves that number', async () => {
    const b = await start();
    const receipt = await b.apply(await b.receipt());
    b.settle();
    b.range.world.quotas[0]!.limit = 24;
    expect(await b.verify(receipt)).toMatchObject({ state: 'drifted', note: expect.stringContaining('24') });
    const released = await b.release(receipt);
    expect(released.kept).toContainEqual(expect.objectContaining({ before: '96 cores', after: '24 cores' }));
    expect(b.range.world.quotas[0]!.limit).toBe(24);
  });

  it('is lifted by a release but for the machines, which a person starts', async () => {
    const b = await start();
    const receipt = await b.apply(await b.receipt());
    b.settle();
    const released = await b.release(receipt);
    expect(released.kept).toEqual([
      expect.objectContaining({
        resource: expect.stringContaining('train-1'),
        after: expect.stringContaining('by a person'),
      }),
    ]);
    expect(b.range.world.policy.written.assignments.size).toBe(0);
    expect(b.range.world.quotas.map(({ limit }) => limit)).toEqual([96, 64]);
    b.settle();
    expect(outcomes(await b.range.attacker().round())).toContain(
      'stolen session 1: create GPU machine crunch-1: allowed',
    );
  });

  it('stops the machines even where a quota cannot be lowered, and says which', async () => {
    const b = await start();
    b.range.world.quotas[0]!.floor = 6;
    const receipt = await b.receipt();
    await expect(b.apply(receipt)).rejects.toMatchObject({
      code: 'azure.conflict',
      message: expect.stringContaining('InvalidQuotaBelowClusterMinimum'),
    });
    b.settle();
    expect(b.range.world.machines.get('train-1')!.power.enforced).toBe('deallocated');
  });
});
