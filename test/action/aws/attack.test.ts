import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import disable from '../../../src/action/aws/iam/disable-federated-role.ts';
import revoke from '../../../src/action/aws/iam/revoke-role-sessions.ts';
import freeze from '../../../src/action/aws/organizations/freeze-gpu.ts';
import { WORLD } from '../../../src/range/world.ts';
import { type Bench, contain, context, INPUTS, startBench, verify, worked } from './bench.ts';

const FREEZE = { account: WORLD.aws.account, region: WORLD.aws.region };
const MINT = 'get a new session with the cluster’s token';

let b: Bench;
beforeEach(async () => {
  b = await startBench();
});
afterEach(() => b.close());

describe('an attacker with stolen sessions and the cluster’s token', () => {
  it('can do everything before containment', async () => {
    const attempts = await b.range.attacker().round();
    expect(worked(attempts)).toHaveLength(attempts.length);
    expect(attempts).toHaveLength(5);
  });

  it('loses every session that it holds by a revocation, and gets a new one for as long as the door is open', async () => {
    const attacker = b.range.attacker();
    await contain(revoke, b, INPUTS);
    expect(worked(await attacker.round())).toEqual([MINT]);
    b.kernel.advance(2);
    // That new session was issued in the second of the cutoff; the next one is not.
    await attacker.round();
    const after = worked(await attacker.round());
    expect(after.some((what) => what.includes('new session attacker-web-2'))).toBe(true);
    expect(after.some((what) => /with session \d/.test(what))).toBe(false);
  });

  it('keeps its sessions when only the door is shut', async () => {
    const attacker = b.range.attacker();
    await contain(disable, b, INPUTS);
    const attempts = await attacker.round();
    expect(worked(attempts).some((what) => what.includes('with session 1'))).toBe(true);
    expect(attempts.find((one) => one.what === MINT)).toMatchObject({
      outcome: 'refused',
      detail: expect.stringContaining('explicit deny in the role trust policy'),
    });
  });

  it('has nothing left after door, stamp, and a second stamp for what was issued in between', async () => {
    const attacker = b.range.attacker();
    await attacker.round();
    await contain(revoke, b, INPUTS);
    b.kernel.advance(30);
    await attacker.round();
    await contain(disable, b, INPUTS);
    const second = await contain(revoke, b, INPUTS);
    expect(worked(await attacker.round())).toEqual([]);
    expect(await verify(revoke, b, INPUTS, second)).toMatchObject({ state: 'contained' });
  });

  it('goes on with a session of the role that it had reached from this one, as the plan said', async () => {
    const attacker = b.range.attacker();
    expect(await attacker.chain()).toMatchObject({ outcome: 'allowed' });
    const planned = await revoke.plan({ account: WORLD.aws.account, role: WORLD.aws.role }, b.responder, context());
    expect(planned.residual.map((one) => one.what).join()).toContain(`role/${WORLD.aws.exportRole}`);
    await contain(disable, b, INPUTS);
    await contain(revoke, b, INPUTS);
    expect(worked(await attacker.round())).toEqual(['list machines with new session attacker-chained']);
    await contain(revoke, b, { ...INPUTS, role: WORLD.aws.exportRole });
    expect(worked(await attacker.round())).toEqual([]);
  });

  it('is also cut off from what the real workload is cut off from: the cloud cannot tell them apart', async () => {
    const workload = b.range.workload();
    expect(worked(await workload.round())).not.toEqual([]);
    await contain(disable, b, INPUTS);
    await contain(revoke, b, INPUTS);
    expect(worked(await workload.round())).toEqual([]);
  });
});

describe('a release', () => {
  it('brings stolen sessions back to life when it comes early', async () => {
    const attacker = b.range.attacker();
    const door = await contain(disable, b, INPUTS);
    const stamp = await contain(revoke, b, INPUTS);
    expect(worked(await attacker.round())).toEqual([]);
    b.kernel.advance(3600);
    await revoke.release(INPUTS as never, stamp as never, b.responder, context());
    const after = worked(await attacker.round());
    expect(after.some((what) => what.includes('with session 1'))).toBe(true);
    await disable.release(INPUTS as never, door as never, b.responder, context());
  });

  it('brings none back once the longest session has ended', async () => {
    const attacker = b.range.attacker();
    const planned = await revoke.plan({ account: WORLD.aws.account, role: WORLD.aws.role }, b.responder, context());
    const door = await contain(disable, b, INPUTS);
    const stamp = await contain(revoke, b, INPUTS);
    b.kernel.advance(planned.safeReleaseAfterSeconds + 60);
    await revoke.release(INPUTS as never, stamp as never, b.responder, context());
    expect(worked(await attacker.round())).toEqual([]);
    await disable.release(INPUTS as never, door as never, b.responder, context());
    const after = worked(await attacker.round());
    expect(after.filter((what) => what.includes('with session'))).toEqual([]);
    // The door is open again, for those whom it was made for.
    expect(worked(await b.range.workload().round())).toContain(MINT);
  });

  it('takes stamps back in reverse order, each to what stood before it', async () => {
    const start = b.range.snapshot();
    const first = await contain(revoke, b, INPUTS);
    const between = b.range.snapshot();
    b.kernel.advance(10);
    const second = await contain(revoke, b, INPUTS);
    expect(b.range.snapshot()).not.toEqual(between);
    // Out of order nothing is touched, and it is said.
    const early = await revoke.release(INPUTS as never, first as never, b.responder, context());
    expect(early).toMatchObject({ changes: [], kept: [{ field: 'inline policy QuellRevokeOlderSessions' }] });
    await revoke.release(INPUTS as never, second as never, b.responder, context());
    expect(b.range.snapshot()).toEqual(between);
    await revoke.release(INPUTS as never, first as never, b.responder, context());
    expect(b.range.snapshot()).toEqual(start);
  });
});

describe('one release for two stamps', () => {
  it('goes back to what stood before the first, from what the last one wrote', async () => {
    const start = b.range.snapshot();
    const first = await contain(revoke, b, INPUTS);
    b.kernel.advance(10);
    const second = await contain(revoke, b, INPUTS);
    const both = { ...first, applied: second.applied };
    expect(await revoke.release(INPUTS as never, both as never, b.responder, context())).toMatchObject({ kept: [] });
    expect(b.range.snapshot()).toEqual(start);
  });
});

describe('a freeze', () => {
  it('stops GPU machines and leaves the rest alone', async () => {
    const attacker = b.range.attacker();
    await contain(freeze, b, FREEZE);
    const attempts = await attacker.round();
    expect(worked(attempts).filter((what) => what.startsWith('start'))).toEqual([]);
    expect(worked(attempts)).toContain('list machines with session 1');
    const refused = attempts.find((one) => one.what.startsWith('start'));
    expect(refused?.detail).toContain('explicit deny in a service control policy');
  });

  it('reaches the scaling group, which no organization policy binds', async () => {
    const attacker = b.range.attacker();
    const attachments = b.range.state.attachments.get(WORLD.aws.account)!;
    attachments.set([...attachments.written, 'p-freeze01']);
    expect(await attacker.growGroup()).toMatchObject({ outcome: 'allowed' });
    await contain(freeze, b, FREEZE);
    expect(await attacker.growGroup()).toMatchObject({ outcome: 'refused' });
    expect(b.range.scale(8)).toEqual([]);
  });

  it('does not stop machines that run already, as it says', async () => {
    b.range.scale(2);
    await contain(freeze, b, FREEZE);
    expect(b.range.state.instances).toHaveLength(2);
  });
});
