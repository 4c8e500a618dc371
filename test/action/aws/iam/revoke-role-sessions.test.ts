import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import disable from '../../../../src/action/aws/iam/disable-federated-role.ts';
import revoke from '../../../../src/action/aws/iam/revoke-role-sessions.ts';
import { cutoffOf, STAMP_NAME, stampDocument } from '../../../../src/action/aws/stamp.ts';
import { WORLD } from '../../../../src/range/world.ts';
import { type Bench, contain, context, INPUTS, startBench, verify } from '../bench.ts';

const ROLE = { account: WORLD.aws.account, role: WORLD.aws.role };

let b: Bench;
beforeEach(async () => {
  b = await startBench();
});
afterEach(() => b.close());

describe('a revocation that somebody meddles with', () => {
  it('is drifted at once when the cutoff was moved back, and the release leaves the hand edit', async () => {
    const receipt = await contain(revoke, b, INPUTS);
    const byHand = stampDocument('byHand', new Date('2026-01-01T00:00:00Z'));
    b.role.inline.set({ ...b.role.inline.written, [STAMP_NAME]: byHand });
    expect(await verify(revoke, b, INPUTS, receipt)).toMatchObject({
      state: 'drifted',
      note: expect.stringContaining('2026-01-01T00:00:00.000Z'),
    });
    const released = await revoke.release(ROLE, receipt as never, b.responder, context());
    expect(released.kept).toHaveLength(1);
    expect(b.role.inline.written[STAMP_NAME]).toBe(byHand);
  });

  it('is pending when the policy is not to be seen yet, and drifted when it is still not there after minutes', async () => {
    const receipt = await contain(revoke, b, INPUTS);
    const { [STAMP_NAME]: _, ...rest } = b.role.inline.written;
    b.role.inline.set(rest);
    expect(await verify(revoke, b, INPUTS, receipt)).toMatchObject({ state: 'pending' });
    b.kernel.advance(301);
    expect(await verify(revoke, b, INPUTS, receipt)).toMatchObject({ state: 'drifted' });
  });

  it('is contained by a later cutoff, whoever wrote it, and never moves it back', async () => {
    const receipt = await contain(revoke, b, INPUTS);
    const later = new Date(Date.parse(receipt.applied!.at) + 60_000);
    b.role.inline.set({ ...b.role.inline.written, [STAMP_NAME]: stampDocument('byHand', later) });
    b.kernel.advance(120);
    expect(await verify(revoke, b, INPUTS, receipt)).toMatchObject({ state: 'contained' });
    const ahead = new Date(b.kernel.now().getTime() + 3600_000);
    b.role.inline.set({ ...b.role.inline.written, [STAMP_NAME]: stampDocument('byHand', ahead) });
    await contain(revoke, b, INPUTS);
    expect(cutoffOf(b.role.inline.written[STAMP_NAME]!)).toEqual(ahead);
  });

  it('is planned alike before and after a first stamp, and otherwise once the role is another one', async () => {
    const one = await revoke.plan(ROLE, b.responder, context());
    await contain(revoke, b, INPUTS);
    const two = await revoke.plan(ROLE, b.responder, context());
    expect(two.basis).toEqual(one.basis);
    b.role.id = 'AROAANOTHERROLE000000';
    expect((await revoke.plan(ROLE, b.responder, context())).basis).not.toEqual(one.basis);
  });

  it('keeps its cutoff on a retry, so that sessions issued since are not denied', async () => {
    const receipt = await contain(revoke, b, INPUTS);
    const { [STAMP_NAME]: first } = b.role.inline.written;
    b.kernel.advance(60);
    receipt.applied = await revoke.apply(ROLE, receipt as never, b.responder, context());
    expect(b.role.inline.written[STAMP_NAME]).toBe(first);
  });
});

describe('a role that is not to be changed', () => {
  it.each([
    ['AWSServiceRoleForAutoScaling', 'freeze'],
    ['AWSReservedSSO_MlOps_0123456789abcdef', 'Identity Center'],
    [WORLD.aws.breakGlassRole, 'by hand'],
    [WORLD.aws.responderRole, 'by hand'],
  ])('%s is refused, with what to do instead', async (role, fix) => {
    for (const action of [revoke, disable]) {
      await expect(action.plan({ ...ROLE, role }, b.responder, context())).rejects.toMatchObject({
        code: 'aws.invalid',
        fix: expect.stringContaining(fix),
      });
    }
  });

  it('that does not exist is not found', async () => {
    await expect(revoke.plan({ ...ROLE, role: 'nobody' }, b.responder, context())).rejects.toMatchObject({
      code: 'aws.not-found',
    });
  });
});
