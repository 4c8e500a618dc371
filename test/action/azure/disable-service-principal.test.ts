import { describe, expect, it } from 'vitest';
import action from '../../../src/action/azure/entra/disable-service-principal.ts';
import { assignmentId, roleId } from '../../../src/range/azure/seed.ts';
import { type AzureRange, startAzure } from '../../../src/range/azure/start.ts';
import { put, type RoleAssignment } from '../../../src/range/azure/world.ts';
import { WORLD } from '../../../src/range/world.ts';
import { keepsTheContract } from '../contract.ts';
import { all, benches, context, outcomes } from './bench.ts';

const A = WORLD.azure;
const SUBSCRIPTION = `/subscriptions/${A.subscription}`;
const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';

/** Somebody with the right to do so gives a role to a principal. */
function grant(range: AzureRange, more: Partial<RoleAssignment> = {}): RoleAssignment {
  const made: RoleAssignment = {
    name: 'c0000000-0000-4000-8000-000000000001',
    scope: SUBSCRIPTION,
    roleDefinitionId: roleId(OWNER),
    principalId: A.servicePrincipal,
    principalType: 'ServicePrincipal',
    description: null,
    condition: null,
    conditionVersion: null,
    createdOn: range.world.kernel.now().toISOString(),
    ...more,
  };
  put(range.world.assignments, assignmentId(made).toLowerCase(), made);
  return made;
}

keepsTheContract(action, startAzure);

describe('where the service principal was disabled before', () => {
  keepsTheContract(action, startAzure, async (range) => {
    (range as AzureRange).world.servicePrincipals.get(A.servicePrincipal)!.enabled.set(false);
  });
});

describe("the attacker's view of a disabled service principal", () => {
  const start = benches(action);

  it('refuses sessions that were held, and new ones, once the roles are gone', async () => {
    const b = await start();
    const attacker = b.range.attacker();
    expect(all(await attacker.round(), 'allowed')).toBe(true);
    const receipt = await b.apply(await b.receipt());
    b.settle();
    expect(await b.verify(receipt)).toMatchObject({ state: 'contained' });
    const after = await attacker.round();
    expect(after).toHaveLength(7);
    expect(all(after, 'refused')).toBe(true);
  });

  it('is pending, and not green, while Azure still lets held tokens through', async () => {
    const b = await start();
    const attacker = b.range.attacker();
    const receipt = await b.apply(await b.receipt());
    expect(all(await attacker.round(), 'allowed')).toBe(true);
    const verification = await b.verify(receipt);
    expect(verification).toMatchObject({ state: 'pending', note: expect.stringContaining('10 minutes') });
    expect(verification.evidence.filter((e) => e.kind === 'config').every((e) => e.ok)).toBe(true);
    expect(verification.evidence.find((e) => e.kind === 'effect')).toMatchObject({ ok: false });
  });

  it('would leave held tokens alive by disabling alone: that is why the roles go', async () => {
    const b = await start();
    const attacker = b.range.attacker();
    await b.responder.directory.enableServicePrincipal(A.servicePrincipal, false, new AbortController().signal);
    b.settle();
    const after = outcomes(await attacker.round());
    expect(after).toContain('stolen session 1: create GPU machine crunch-1: allowed');
    expect(after).toContain("exchange the cluster's token: refused");
  });

  it('revives held tokens when it is released early, and none when it is released safely', async () => {
    const b = await start();
    const attacker = b.range.attacker();
    const receipt = await b.apply(await b.receipt());
    b.settle();
    await b.release(receipt);
    b.settle();
    expect(outcomes(await attacker.round())).toContain('stolen session 1: list machines: allowed');

    const safe = await start();
    const other = safe.range.attacker();
    const planned = await action.plan(action.inputs.parse(action.example), safe.reader, context);
    const kept = await safe.apply(await safe.receipt());
    safe.settle();
    safe.kernel.advance(planned.safeReleaseAfterSeconds);
    await safe.release(kept);
    safe.settle();
    expect(all(await other.round(), 'refused')).toBe(true);
  });

  it('costs the real workload its access, and gives it back', async () => {
    const b = await start();
    const workload = b.range.workload();
    const receipt = await b.apply(await b.receipt());
    b.settle();
    expect(all(await workload.round(), 'refused')).toBe(true);
    await b.release(receipt);
    b.settle();
    expect(all(await workload.round(), 'allowed')).toBe(true);
  });
});

describe('what others do to a disabled service principal', () => {
  const start = benches(action);

  it('is drifted when somebody enables it again', async () => {
    const b = await start();
    const receipt = await b.apply(await b.receipt());
    b.range.world.servicePrincipals.get(A.servicePrincipal)!.enabled.set(true);
    b.settle();
    expect(await b.verify(receipt)).toMatchObject({ state: 'drifted', note: expect.stringContaining('enabled') });
  });

  it('is drifted when somebody gives it a role again, and a release leaves that role alone', async () => {
    const b = await start();
    const receipt = await b.apply(await b.receipt());
    b.settle();
    const made = grant(b.range);
    b.settle();
    expect(await b.verify(receipt)).toMatchObject({ state: 'drifted', note: expect.stringContaining('roles again') });
    const released = await b.release(receipt);
    expect(released.kept).toEqual([expect.objectContaining({ resource: assignmentId(made), before: null })]);
    expect(b.range.world.assignments.written.has(assignmentId(made).toLowerCase())).toBe(true);
  });

  it('takes a role that was given between the plan and the act, and does not give that one back', async () => {
    const b = await start();
    const before = b.range.snapshot();
    const receipt = await b.receipt();
    grant(b.range);
    await b.apply(receipt);
    b.settle();
    expect(await b.verify(receipt)).toMatchObject({ state: 'contained' });
    await b.release(receipt);
    expect(b.range.snapshot()).toEqual(before);
  });

  it('puts conditions back to the letter, under the same names', async () => {
    const b = await start();
    const condition = [...b.range.world.assignments.written.values()].find((a) => a.condition);
    const receipt = await b.apply(await b.receipt());
    await b.release(receipt);
    const now = [...b.range.world.assignments.written.values()].find((a) => a.name === condition!.name);
    expect(now).toMatchObject({ condition: condition!.condition, conditionVersion: '2.0' });
  });
});

describe('roles that cannot be taken in the subscription', () => {
  const start = benches(action);
  const group = 'd0000000-0000-4000-8000-000000000001';

  it('are named in the plan, and keep it from being called contained', async () => {
    const b = await start();
    b.range.world.groups.set(group, [A.servicePrincipal]);
    grant(b.range, { principalId: group, principalType: 'Group' });
    b.settle();
    const planned = await action.plan(action.inputs.parse(action.example), b.reader, context);
    expect(planned.residual.map(({ what }) => what)).toContainEqual(expect.stringContaining(`through group ${group}`));
    const attacker = b.range.attacker();
    const receipt = await b.apply(await b.receipt());
    b.settle();
    expect(await b.verify(receipt)).toMatchObject({
      state: 'pending',
      note: expect.stringContaining('cannot be removed'),
    });
    expect(outcomes(await attacker.round())).toContain('stolen session 1: list machines: allowed');
  });
});

describe("where a tenant has no answer to 'may it'", () => {
  const start = benches(action);

  it("waits for Azure's own bound instead of claiming an effect", async () => {
    const b = await start();
    b.range.world.checkAccessOffered = false;
    const receipt = await b.apply(await b.receipt());
    b.settle();
    expect(await b.verify(receipt)).toMatchObject({ state: 'pending' });
    b.settle(10 * 60_000);
    const verification = await b.verify(receipt);
    expect(verification).toMatchObject({ state: 'contained' });
    expect(verification.evidence.at(-1)).toMatchObject({
      kind: 'effect',
      saw: expect.stringMatching(/^0 roles after 6\d\d s$/),
    });
  });
});

describe('a managed identity', () => {
  const start = benches(action);

  it('needs a day before a safe release, because its tokens live that long', async () => {
    const b = await start();
    b.range.world.servicePrincipals.get(A.servicePrincipal)!.servicePrincipalType = 'ManagedIdentity';
    const planned = await action.plan(action.inputs.parse(action.example), b.reader, context);
    expect(planned.safeReleaseAfterSeconds).toBe(24 * 60 * 60);
  });
});
