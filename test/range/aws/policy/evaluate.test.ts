import { runSimulation } from '@cloud-copilot/iam-simulate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Context } from '../../../../src/range/aws/policy/condition.ts';
import { MalformedPolicy, parsePolicy } from '../../../../src/range/aws/policy/document.ts';
import { decide } from '../../../../src/range/aws/policy/evaluate.ts';

const account = '111122223333';
const role = `arn:aws:iam::${account}:role/ml-train`;

const requests = [
  { action: 's3:ListAllMyBuckets', resource: '*' },
  { action: 'ec2:RunInstances', resource: `arn:aws:ec2:eu-central-1:${account}:instance/*` },
  { action: 'sagemaker:CreateTrainingJob', resource: `arn:aws:sagemaker:eu-central-1:${account}:training-job/a` },
  { action: 'iam:PutRolePolicy', resource: `arn:aws:iam::${account}:role/ml-train` },
  { action: 'bedrock:InvokeModel', resource: 'arn:aws:bedrock:eu-central-1::foundation-model/m' },
];

const instant = fc.constantFrom('2026-11-22T10:15:29Z', '2026-11-22T10:15:30Z', '2026-11-22T10:15:31Z');
const instanceType = fc.constantFrom('p5.48xlarge', 'g6e.xlarge', 'c7i.large');
const some = <T>(...values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
const flag = fc.constantFrom('true', 'false');

const condition = fc.oneof(
  fc.constant({}),
  fc.tuple(fc.constantFrom('DateLessThan', 'DateGreaterThanEquals', 'DateLessThanEquals'), instant).map(([op, at]) => ({
    [op]: { 'aws:TokenIssueTime': at },
  })),
  fc
    .tuple(
      fc.constantFrom('ArnLike', 'ArnNotLike', 'ArnEquals', 'ArnNotEquals'),
      some(role, 'arn:aws:iam::*:role/break-glass', 'arn:aws:iam::*:role/ml-*', `arn:aws:iam::${account}:role/other`),
    )
    .map(([op, arns]) => ({ [op]: { 'aws:PrincipalArn': arns } })),
  fc
    .tuple(
      fc.constantFrom('StringLike', 'StringNotLike', 'StringLikeIfExists', 'StringEquals', 'StringNotEquals'),
      some('p*.*', 'g*.*', 'c7i.large', 'p5.48xlarge', '?7i.*'),
    )
    .map(([op, types]) => ({ [op]: { 'ec2:InstanceType': types } })),
  fc
    .tuple(fc.constantFrom('ForAnyValue:StringLike', 'ForAllValues:StringLike'), some('ml.p*', 'ml.g*', 'ml.c?.*'))
    .map(([op, types]) => ({ [op]: { 'sagemaker:InstanceTypes': types } })),
  fc
    .tuple(
      fc.constantFrom('aws:TokenIssueTime', 'sagemaker:InstanceTypes', 'ec2:InstanceType', 'aws:PrincipalArn'),
      flag,
    )
    .map(([key, value]) => ({ Null: { [key]: value } })),
);

const statement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    negate: fc.boolean(),
    actions: some(
      '*',
      's3:*',
      'ec2:Run*',
      'EC2:runinstances',
      'sagemaker:CreateTrainingJob',
      'iam:Put*Policy',
      'bedrock:Invoke?odel',
    ),
    resources: some('*', `arn:aws:ec2:*:${account}:instance/*`, `arn:aws:iam::${account}:role/ml-*`, 'arn:aws:s3:::x'),
    one: condition,
    two: condition,
  })
  .map(({ Effect, negate, actions, resources, one, two }) => ({
    Effect,
    [negate ? 'NotAction' : 'Action']: actions,
    Resource: resources,
    Condition: merge(one, two),
  }));

function merge(one: object, two: object): object {
  const all: Record<string, object> = { ...one };
  for (const [op, keys] of Object.entries(two)) all[op] = { ...all[op], ...keys };
  return all;
}

const document = fc
  .array(statement, { minLength: 1, maxLength: 3 })
  .map((Statement) => ({ Version: '2012-10-17', Statement }));
const allowAll = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

const context = fc.record(
  {
    'aws:TokenIssueTime': instant,
    'ec2:InstanceType': instanceType,
    'sagemaker:InstanceTypes': some('ml.p5.48xlarge', 'ml.c5.large', 'ml.g6.xlarge'),
  },
  { requiredKeys: [] },
);

/** Keys that do not belong to an action are never in a real request; the other evaluator drops them. */
const belongs: Record<string, string> = { 'ec2:InstanceType': 'ec2', 'sagemaker:InstanceTypes': 'sagemaker' };

describe('the policy evaluator', () => {
  it('decides as an independent evaluator does', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...requests),
        fc.array(document, { minLength: 1, maxLength: 2 }),
        fc.array(fc.tuple(document, fc.boolean()), { maxLength: 2 }),
        context,
        async (request, identity, levels, given) => {
          const service = request.action.split(':')[0];
          const keys: Record<string, string | string[]> = { 'aws:PrincipalArn': role };
          for (const [key, value] of Object.entries(given)) {
            if (value !== undefined && (belongs[key] ?? service) === service) keys[key] = value;
          }
          const scps = levels.map(([policy, open]) => (open ? [policy, allowAll] : [policy]));
          const theirs = await runSimulation(
            {
              request: {
                principal: role,
                action: request.action,
                resource: { resource: request.resource, accountId: account },
                contextVariables: keys,
              },
              identityPolicies: identity.map((policy, i) => ({ name: `p${i}`, policy })),
              serviceControlPolicies: scps.map((policies, i) => ({
                orgIdentifier: `ou-${i}`,
                policies: policies.map((policy, j) => ({ name: `s${i}${j}`, policy })),
              })),
              resourceControlPolicies: [],
            },
            {},
          );
          if (theirs.resultType === 'error') throw new Error(JSON.stringify(theirs.errors));
          const ours = decide(
            { identity: identity.map(parse), organization: scps.map((policies) => policies.map(parse)) },
            { ...request, context: contextOf(keys) },
          );
          seen.add(ours.decision);
          const name = { allowed: 'Allowed', explicitDeny: 'ExplicitlyDenied', implicitDeny: 'ImplicitlyDenied' };
          expect(name[ours.decision]).toBe(theirs.overallResult);
        },
      ),
      { numRuns: 200 },
    );
    expect(seen).toEqual(new Set(['allowed', 'explicitDeny', 'implicitDeny']));
  });

  it('refuses a document with an operator that it does not know', () => {
    const text = JSON.stringify({
      Statement: {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      },
    });
    expect(() => parsePolicy(text)).toThrow(MalformedPolicy);
  });

  it('lets a token through that was issued exactly at the cutoff, and one that says no time', () => {
    const stamp = parse({
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        {
          Effect: 'Deny',
          Action: ['*'],
          Resource: ['*'],
          Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-22T10:15:30.000Z' } },
        },
      ],
    });
    const at = (time?: string) =>
      decide(
        { identity: [stamp], organization: undefined },
        {
          action: 's3:ListAllMyBuckets',
          resource: '*',
          context: contextOf(time ? { 'aws:TokenIssueTime': time } : {}),
        },
      ).decision;
    expect(at('2026-11-22T10:15:29Z')).toBe('explicitDeny');
    expect(at('2026-11-22T10:15:30Z')).toBe('allowed');
    expect(at()).toBe('allowed');
  });
});

const parse = (policy: object) => parsePolicy(JSON.stringify(policy));

function contextOf(keys: Record<string, string | string[]>): Context {
  return new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
}
