import { describe, expect, it } from 'vitest';
import { assumable } from '../../../src/action/aws/chained.ts';
import { cutoffOf, stampDocument } from '../../../src/action/aws/stamp.ts';
import { apartFromQuell, isShut, reopen, shut } from '../../../src/action/aws/trust.ts';

const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });

describe('a stamp', () => {
  const cutoff = new Date('2026-11-22T10:15:31Z');

  it('is read back as the cutoff that it was written with', () => {
    expect(cutoffOf(stampDocument('QuellINC7', cutoff))).toEqual(cutoff);
  });

  it('is known in the form that the AWS console writes', () => {
    const Condition = { DateLessThan: { 'aws:TokenIssueTime': '2026-11-22T10:15:31.000Z' } };
    const Statement = { Effect: 'Deny', Action: '*', Resource: '*', Condition };
    expect(cutoffOf(JSON.stringify({ Statement }))).toEqual(cutoff);
  });

  it('is none when it denies less than everything, asks for more, or cannot be read', () => {
    const time = { DateLessThan: { 'aws:TokenIssueTime': '2026-11-22T10:15:31Z' } };
    const deny = { Effect: 'Deny', Action: '*', Resource: '*', Condition: time };
    expect(cutoffOf(policy({ ...deny, Action: 's3:*' }))).toBeUndefined();
    expect(cutoffOf(policy({ ...deny, Effect: 'Allow' }))).toBeUndefined();
    expect(
      cutoffOf(policy({ ...deny, Condition: { ...time, Bool: { 'aws:ViaAWSService': 'false' } } })),
    ).toBeUndefined();
    expect(cutoffOf('{')).toBeUndefined();
    expect(cutoffOf('null')).toBeUndefined();
  });
});

describe('a trust policy', () => {
  const cluster = { Effect: 'Allow', Principal: { Federated: 'arn:aws:iam::1:oidc-provider/x' }, Action: 'sts:*' };

  it('is shut once, however often', () => {
    const once = shut(policy(cluster), 'QuellINC7').document;
    expect(isShut(once, 'QuellINC7')).toBe(true);
    expect(shut(once, 'QuellINC7').document).toBe(once);
  });

  it('is opened to the letter, spaces and all', () => {
    const prior = JSON.stringify({ Version: '2012-10-17', Statement: cluster }, null, 4);
    const { document } = shut(prior, 'QuellINC7');
    expect(reopen(document, prior, 'QuellINC7')).toEqual({ document: prior, exact: true });
  });

  it('is the same apart from Quell, whoever of Quell shut it', () => {
    const prior = policy(cluster);
    expect(apartFromQuell(shut(prior, 'QuellINC7').document)).toBe(apartFromQuell(prior));
    expect(apartFromQuell(policy(cluster, { ...cluster, Sid: 'Quell' }))).not.toBe(apartFromQuell(prior));
  });
});

describe('roles that a policy lets one go on to', () => {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::1:role/b' };

  it('are read from every way to write it', () => {
    expect(assumable(policy(statement))).toEqual(['arn:aws:iam::1:role/b']);
    expect(assumable(policy({ ...statement, Action: ['s3:*', 'STS:Assume*'], Resource: ['a', 'b'] }))).toEqual([
      'a',
      'b',
    ]);
    expect(assumable(policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }))).toEqual(['*']);
    expect(assumable(policy({ Effect: 'Allow', Action: '*', NotResource: 'a' }))).toEqual(['*']);
  });

  it('are none where nothing allows it', () => {
    expect(assumable(policy({ ...statement, Effect: 'Deny' }))).toEqual([]);
    expect(assumable(policy({ ...statement, Action: 'sts:GetCallerIdentity' }))).toEqual([]);
    expect(assumable(policy({ Effect: 'Allow', NotAction: 'sts:*', Resource: '*' }))).toEqual([]);
    expect(assumable('not JSON')).toEqual([]);
  });
});
