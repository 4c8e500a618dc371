import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import disable from '../../../../src/action/aws/iam/disable-federated-role.ts';
import { WORLD } from '../../../../src/range/world.ts';
import { type Bench, contain, context, INPUTS, MARKER, startBench, verify } from '../bench.ts';

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
    expect((await disable.plan(ROLE, b.responder, context())).basis, 'nobody else changed it').toEqual(planned.basis);
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
