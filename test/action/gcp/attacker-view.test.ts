import { afterEach, describe, expect, it } from 'vitest';
import denyPrincipal from '../../../src/action/gcp/iam/deny-principal.ts';
import disableServiceAccount from '../../../src/action/gcp/iam/disable-service-account.ts';
import disablePool from '../../../src/action/gcp/iam/disable-workload-identity-pool.ts';
import revokeWorkforceSessions from '../../../src/action/gcp/iam/revoke-workforce-sessions.ts';
import freezeGpu from '../../../src/action/gcp/quota/freeze-gpu.ts';
import { WORLD } from '../../../src/range/world.ts';
import { allowed, Bench, context } from './bench.ts';

const HELD = [
  'list training data with session 1',
  'create GPU machine with session 1',
  'list training data with session 2',
  'create GPU machine with session 2',
];
const MINTS = ['mint a session from the held federated token', 'mint a session by a new federation'];
const oldSessions = (attempts: string[]) => attempts.filter((what) => HELD.includes(what));
const gpu = (attempts: string[]) => attempts.filter((what) => what.startsWith('create GPU'));

let bench: Bench;
afterEach(() => bench.range.close());

describe('before anything is contained', () => {
  it('the attacker uses every session, starts GPU machines, and mints new sessions', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    expect(await allowed(attacker)).toEqual([...HELD, ...MINTS]);
    expect((await attacker.round()).length).toBeGreaterThan(HELD.length + MINTS.length);
  });

  it('mallory reads training data with the stolen console session', async () => {
    bench = await Bench.open();
    expect(await allowed(bench.range.staffAttacker())).toHaveLength(1);
  });
});

describe('a disabled service account', () => {
  const inputs = disableServiceAccount.example;

  it('is still usable until Google has enforced it, and verify says so', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    const receipt = await bench.contain(disableServiceAccount, inputs);
    expect(oldSessions(await allowed(attacker))).toEqual(HELD);
    expect(await disableServiceAccount.verify(inputs, receipt as never, bench.reader, context)).toMatchObject({
      state: 'pending',
    });
  });

  it('ends the sessions that are held and refuses new ones', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    await attacker.round();
    await bench.contain(disableServiceAccount, inputs);
    bench.settle();
    expect(await allowed(attacker)).toEqual([]);
  });

  it('gives the stolen sessions back on an early release', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    const receipt = await bench.contain(disableServiceAccount, inputs);
    bench.settle();
    await disableServiceAccount.release(inputs, receipt as never, bench.responder, context);
    bench.settle();
    expect(oldSessions(await allowed(attacker))).toEqual(HELD);
  });

  it('gives no stolen session back on a release after the safe time', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    const receipt = await bench.contain(disableServiceAccount, inputs);
    bench.settle();
    const planned = await disableServiceAccount.plan(inputs, bench.reader, context);
    bench.kernel.advance(planned.safeReleaseAfterSeconds);
    await disableServiceAccount.release(inputs, receipt as never, bench.responder, context);
    bench.settle();
    expect(oldSessions(await allowed(attacker))).toEqual([]);
  });

  it('takes the access of the real workload too, and gives it back', async () => {
    bench = await Bench.open();
    const workload = bench.range.workload();
    const receipt = await bench.contain(disableServiceAccount, inputs);
    bench.settle();
    expect(await allowed(workload)).toEqual([]);
    await disableServiceAccount.release(inputs, receipt as never, bench.responder, context);
    bench.settle();
    expect(await allowed(workload)).toHaveLength(2);
  });
});

describe('a disabled workload identity pool', () => {
  const inputs = disablePool.example;

  it('refuses new federation and the federated token that is held, but no token of the service account', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    await bench.contain(disablePool, inputs);
    bench.settle();
    expect(await allowed(attacker)).toEqual(HELD);
  });

  it('is not green while it only refuses a token that nobody signed', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    const receipt = await bench.contain(disablePool, inputs);
    const early = await disablePool.verify(inputs, receipt as never, bench.reader, context);
    expect(early).toMatchObject({ state: 'pending', evidence: [{ ok: true }, { saw: 'invalid_grant', ok: false }] });
    expect(await allowed(attacker)).toContain(MINTS[1]);
  });

  it('leaves service account tokens for the hour that its residual names, and no longer', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    const planned = await disablePool.plan(inputs, bench.reader, context);
    await bench.contain(disablePool, inputs);
    bench.settle();
    bench.kernel.advance(planned.residual[0]!.forSeconds!);
    expect(await allowed(attacker)).toEqual([]);
  });

  it('gives the federated token back on an early release, and not after the safe time', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    const receipt = await bench.contain(disablePool, inputs);
    bench.settle();
    await disablePool.release(inputs, receipt as never, bench.responder, context);
    bench.settle();
    expect(await allowed(attacker)).toContain(MINTS[0]);
    bench.kernel.advance(3600);
    expect(await allowed(attacker)).not.toContain(MINTS[0]);
  });

  it('together with the service account leaves the attacker nothing', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    await attacker.round();
    await bench.contain(disablePool, inputs);
    await bench.contain(disableServiceAccount, disableServiceAccount.example);
    bench.settle();
    expect(await allowed(attacker)).toEqual([]);
  });
});

describe('a denied principal', () => {
  it('is refused with every session, old and new, for what the list names', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    await bench.contain(denyPrincipal, denyPrincipal.example);
    bench.settle();
    await attacker.round();
    expect(await allowed(attacker)).toEqual(MINTS);
  });

  it('is not green while its sessions still work', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    const receipt = await bench.contain(denyPrincipal, denyPrincipal.example);
    const early = await denyPrincipal.verify(denyPrincipal.example, receipt as never, bench.reader, context);
    expect(early.state).toBe('pending');
    expect(oldSessions(await allowed(attacker))).toEqual(HELD);
    bench.settle();
    const late = await denyPrincipal.verify(denyPrincipal.example, receipt as never, bench.reader, context);
    expect(late.state).toBe('contained');
  });

  it('can be the federated identity itself, which then mints nothing', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    const pool = `iam.googleapis.com/projects/${WORLD.gcp.projectNumber}/locations/global/workloadIdentityPools/${WORLD.gcp.pool}`;
    const inputs = { project: 'ml-prod', principal: `principalSet://${pool}/*` };
    const receipt = await bench.contain(denyPrincipal, inputs);
    bench.settle();
    expect(await allowed(attacker)).toEqual(HELD);
    const verified = await denyPrincipal.verify(inputs, receipt as never, bench.reader, context);
    expect(verified.state).toBe('contained');
  });
});

describe('frozen GPU quota', () => {
  it('refuses new GPU machines and leaves sessions and running machines alone', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    await bench.contain(freezeGpu, freezeGpu.example);
    bench.settle();
    const left = await allowed(attacker);
    expect(gpu(left)).toEqual([]);
    expect(left).toContain('list training data with session 1');
    expect(JSON.stringify(bench.range.snapshot())).toContain('train-0');
  });

  it('is not undone by the quota adjuster, which would have raised the quota', async () => {
    bench = await Bench.open();
    const attacker = bench.range.attacker();
    const receipt = await bench.contain(freezeGpu, freezeGpu.example);
    bench.settle();
    for (let round = 0; round < 3; round++) expect(gpu(await allowed(attacker))).toEqual([]);
    await freezeGpu.release(freezeGpu.example, receipt as never, bench.responder, context);
    bench.settle();
    expect(gpu(await allowed(attacker)).length).toBeGreaterThan(0);
  });
});

describe('revoked workforce sessions', () => {
  it('end the stolen console session, but not one of a later sign-in', async () => {
    bench = await Bench.open('500000000001');
    const thief = bench.range.staffAttacker();
    await bench.contain(revokeWorkforceSessions, revokeWorkforceSessions.example);
    bench.settle();
    expect(await allowed(thief)).toEqual([]);
    bench.kernel.advance(1);
    expect(await allowed(bench.range.staffAttacker())).toHaveLength(1);
  });
});
