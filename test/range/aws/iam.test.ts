import { IAM } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsRange, startAws } from '../../../src/range/aws/start.ts';
import { mint } from '../../../src/range/aws/state.ts';
import { Kernel } from '../../../src/range/kernel.ts';
import { WORLD } from '../../../src/range/world.ts';

const { account, region } = WORLD.aws;

let kernel: Kernel;
let range: AwsRange;
beforeEach(async () => {
  kernel = new Kernel({ realNow: () => Date.now(), random: Math.random, settleMs: 2000 });
  range = await startAws(kernel);
});
afterEach(() => range.close());

/** Settings of the real SDK for a session of a role. */
function as(name: string, owner: string = account) {
  const of = range.state.roles.get(`${owner}/${name}`)!;
  const { accessKeyId, secret, token } = mint(range.state, of, 'test', 3600, name);
  const credentials = { accessKeyId, secretAccessKey: secret, sessionToken: token };
  return { endpoint: range.url, region, credentials, maxAttempts: 1 };
}

describe('what IAM does not take', () => {
  const update = (document: string, name: string = WORLD.aws.role) =>
    new IAM(as(WORLD.aws.responderRole)).updateAssumeRolePolicy({ RoleName: name, PolicyDocument: document });
  const trusting = (principal: unknown) =>
    JSON.stringify({ Statement: { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' } });

  it.each([
    ['the id of a deleted principal', trusting({ AWS: 'AROAEXAMPLEDELETED001' })],
    ['a trust policy without a principal', trusting(undefined)],
    ['text that is no JSON', '{'],
  ])('%s', async (_, document) => {
    await expect(update(document)).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  });

  it('a change of a service-linked role', async () => {
    await expect(update(trusting('*'), 'AWSServiceRoleForAutoScaling')).rejects.toMatchObject({
      name: 'UnmodifiableEntityException',
    });
  });

  it('a trust policy beyond the quota', async () => {
    await expect(update(trusting({ AWS: Array(200).fill(`arn:aws:iam::${account}:root`) }))).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
  });
});
