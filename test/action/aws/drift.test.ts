import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import disable from '../../../src/action/aws/iam/disable-federated-role.ts';
import revoke from '../../../src/action/aws/iam/revoke-role-sessions.ts';
import freeze from '../../../src/action/aws/organizations/freeze-gpu.ts';
import { cutoffOf, STAMP_NAME, stampDocument } from '../../../src/action/aws/stamp.ts';
import { trainingGroup } from '../../../src/range/aws/scaling.ts';
import { WORLD } from '../../../src/range/world.ts';
import { type Bench, contain, context, INPUTS, MARKER, startBench, verify } from './bench.ts';

const FREEZE = { account: WORLD.aws.account, region: WORLD.aws.region };
const ROLE = { account: WORLD.aws.account, role: WORLD.aws.role };

let b: Bench;
beforeEach(async () => {
  b = await startBench();
});
afterEach(() => b.close());

interface Trust {
  Statement: { Sid?: string; [more: string]: unknown }[];
}

function editTrust(edit: (trust: Trust) => void): void {
  const trust = JSON.parse(b.role.trust.written) as Trust;
  edit(trust);
  b.role.trust.set(JSON.stringify(trust));
}

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

describe('a shut door that somebody meddles with', () => {
  it('is drifted when the statement was weakened', async () => {
    const receipt = await contain(disable, b, INPUTS);
    editTrust((trust) => {
      for (const one of trust.Statement) if (one.Sid === MARKER) one.Action = ['sts:AssumeRoleWithSAML'];
    });
    const verification = await verify(disable, b, INPUTS, receipt);
    expect(verification).toMatchObject({ state: 'drifted', note: expect.stringContaining('changed') });
    expect(verification.evidence.map((one) => one.ok)).toEqual([false, false]);
  });

  it('keeps what somebody else added since, and takes back its own statement only', async () => {
    const receipt = await contain(disable, b, INPUTS);
    const added = { Sid: 'New', Effect: 'Deny', Principal: '*', Action: 'sts:TagSession' };
    editTrust((trust) => trust.Statement.unshift(added));
    expect(await verify(disable, b, INPUTS, receipt)).toMatchObject({ state: 'contained' });
    const released = await disable.release(ROLE, receipt as never, b.responder, context());
    expect(released).toMatchObject({ changes: [{ field: 'trust policy' }], kept: [{ field: 'trust policy' }] });
    const sids = (JSON.parse(b.role.trust.written) as Trust).Statement.map((one) => one.Sid);
    expect(sids).toEqual(['New', 'Cluster']);
  });

  it('leaves the door of another incident shut', async () => {
    const ours = await contain(disable, b, INPUTS);
    const theirs = await contain(disable, b, INPUTS, 'QuellINCother');
    await disable.release(ROLE, ours as never, b.responder, context());
    expect(b.role.trust.written).toContain('QuellINCother');
    await disable.release(ROLE, theirs as never, b.responder, context('QuellINCother'));
    expect(b.role.trust.written).not.toContain('Quell');
  });

  it('drops the id of a deleted principal, which IAM does not take back, and says so', async () => {
    editTrust((trust) => {
      const Principal = { AWS: ['AROAEXAMPLEDELETED001', `arn:aws:iam::${WORLD.aws.account}:role/ml-export`] };
      trust.Statement.push({ Sid: 'Mixed', Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
      trust.Statement.push({
        Sid: 'Dead',
        Effect: 'Allow',
        Principal: { AWS: 'AIDAEXAMPLEDELETED002' },
        Action: 'sts:AssumeRole',
      });
    });
    const planned = await disable.plan(ROLE, b.responder, context());
    expect(planned.changes.map((one) => one.before).join()).toContain('AROAEXAMPLEDELETED001');
    const receipt = await contain(disable, b, INPUTS);
    expect(await verify(disable, b, INPUTS, receipt)).toMatchObject({ state: 'contained' });
    const released = await disable.release(ROLE, receipt as never, b.responder, context());
    expect(released.kept).toEqual([]);
    const { Statement } = JSON.parse(b.role.trust.written) as Trust;
    expect(Statement.map((one) => one.Sid)).toEqual(['Cluster', 'Mixed']);
    expect(b.role.trust.written).not.toContain('DELETED');
  });

  it('stops where a deleted principal is exempted, because leaving it out would change the meaning', async () => {
    editTrust((trust) => {
      const NotPrincipal = { AWS: 'AROAEXAMPLEDELETED001' };
      trust.Statement.push({ Effect: 'Deny', NotPrincipal, Action: 'sts:AssumeRole' });
    });
    await expect(disable.plan(ROLE, b.responder, context())).rejects.toMatchObject({ code: 'aws.invalid' });
  });

  it('stops when somebody writes between its write and its second look', async () => {
    const readAt = (await b.responder.now()).toISOString();
    const { prior } = await disable.plan(ROLE, b.responder, context());
    b.kernel.onCall((call) => {
      if (call.permission === 'iam:UpdateAssumeRolePolicy') {
        editTrust((trust) => {
          trust.Statement = [{ ...trust.Statement[0]!, Sid: 'Foreign' }];
        });
      }
    });
    const applied = disable.apply(ROLE, { prior, readAt }, b.responder, context());
    await expect(applied).rejects.toMatchObject({ code: 'aws.conflict', retry: 'later' });
  });
});

describe('a freeze that somebody meddles with', () => {
  it('is drifted when the policy was detached or the group resumed', async () => {
    const receipt = await contain(freeze, b, FREEZE);
    b.kernel.advance(301);
    expect(await verify(freeze, b, FREEZE, receipt)).toMatchObject({ state: 'contained' });
    const group = trainingGroup(b.range.state);
    group.suspended.set(group.suspended.written.filter((one) => one !== 'Launch'));
    expect(await verify(freeze, b, FREEZE, receipt)).toMatchObject({
      state: 'drifted',
      note: expect.stringContaining('Launch not suspended'),
    });
    b.range.state.attachments.get(WORLD.aws.account)!.set(['p-FullAWSAccess']);
    expect(await verify(freeze, b, FREEZE, receipt)).toMatchObject({ state: 'drifted' });
  });

  it('keeps a process that somebody else suspended since, and says so', async () => {
    const receipt = await contain(freeze, b, FREEZE);
    const group = trainingGroup(b.range.state);
    group.suspended.set([...group.suspended.written, 'Terminate']);
    const released = await freeze.release(FREEZE, receipt as never, b.responder, context());
    expect(released.kept).toMatchObject([{ field: 'suspended processes', after: 'AZRebalance, Terminate' }]);
    expect(group.suspended.written).toEqual(['AZRebalance', 'Terminate']);
  });

  it('leaves a policy attached that was attached before it came', async () => {
    const attached = b.range.state.attachments.get(WORLD.aws.account)!;
    attached.set([...attached.written, 'p-freeze01']);
    const receipt = await contain(freeze, b, FREEZE);
    await freeze.release(FREEZE, receipt as never, b.responder, context());
    expect(attached.written).toContain('p-freeze01');
  });

  it('sees a group that came after the approval', async () => {
    const receipt = await contain(freeze, b, FREEZE);
    const group = trainingGroup(b.range.state);
    const suspended = b.kernel.settling<readonly string[]>([]);
    b.range.state.groups.set('late', { ...group, name: 'late', arn: `${group.arn}-late`, suspended });
    expect(await verify(freeze, b, FREEZE, receipt)).toMatchObject({
      state: 'drifted',
      note: expect.stringContaining('late'),
    });
  });

  it('is refused before anything happens when all places for policies are taken', async () => {
    const taken = Array.from({ length: 10 }, (_, i) => `p-taken${i}`);
    const any = b.range.state.policies.get('p-leave01')!;
    for (const id of taken) b.range.state.policies.set(id, { ...any, id });
    b.range.state.attachments.get(WORLD.aws.account)!.set(taken);
    await expect(freeze.plan(FREEZE, b.responder, context())).rejects.toMatchObject({
      code: 'aws.invalid',
      message: expect.stringContaining('10 service control policies'),
    });
  });

  it('says who has to make the policy when there is none', async () => {
    const missing = freeze.plan({ ...FREEZE, policy: 'no-such-policy' }, b.responder, context());
    await expect(missing).rejects.toMatchObject({ code: 'aws.not-found', fix: expect.stringContaining('infra/aws') });
  });
});

describe('while the cloud settles', () => {
  it('is pending until what was written is enforced', async () => {
    await b.close();
    b = await startBench(60_000);
    for (const [action, inputs] of [
      [revoke, INPUTS],
      [disable, INPUTS],
      [freeze, FREEZE],
    ] as const) {
      const receipt = await contain(action, b, inputs);
      const verification = await verify(action, b, inputs, receipt);
      expect(verification).toMatchObject({ state: 'pending' });
      expect(verification.evidence.find((one) => one.kind === 'config')).toMatchObject({ ok: true });
    }
  });
});
