import type { Evidence } from '../../domain/action.ts';
import type { AwsCloud } from './cloud.ts';
import { unreadable } from './role.ts';

/**
 * Simulates a GPU launch and a model call for Quell's reader role, which the freeze does not exempt, and takes what the
 * organization's policies say about each; what the role itself may do does not matter. A machine without a GPU is asked
 * as well, to show that not simply everything is denied. Service control policies are simulated with their conditions.
 */
export async function simulateFreeze(cloud: AwsCloud, region: string, signal: AbortSignal): Promise<Evidence[]> {
  const instance = `arn:aws:ec2:${region}:${cloud.account}:instance/*`;
  const model = `arn:aws:bedrock:${region}::foundation-model/*`;
  const launch = (type: string) => allowed(cloud, 'ec2:RunInstances', instance, type, signal);
  const gpu = await launch('p5.48xlarge');
  const call = await allowed(cloud, 'bedrock:InvokeModel', model, undefined, signal);
  const plain = await launch('c7i.large');
  return [
    { kind: 'effect', asked: 'simulate the launch of a p5.48xlarge', saw: words(gpu), ok: gpu === false },
    { kind: 'effect', asked: 'simulate a call of a Bedrock model', saw: words(call), ok: call === false },
    // Told, not judged: the account may be under stricter policies than this one.
    { kind: 'effect', asked: 'simulate the launch of a c7i.large, which has no GPU', saw: words(plain), ok: true },
  ];
}

/** Undefined where the answer does not say: the management account, which no such policy binds. */
async function allowed(
  cloud: AwsCloud,
  action: string,
  resource: string,
  instanceType: string | undefined,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const given = (name: string, value: string) => ({
    ContextKeyName: name,
    ContextKeyType: 'string' as const,
    ContextKeyValues: [value],
  });
  const { EvaluationResults } = await (await cloud.iam()).simulatePrincipalPolicy(
    {
      PolicySourceArn: cloud.readerRole,
      ActionNames: [action],
      ResourceArns: [resource],
      ContextEntries: [
        given('aws:PrincipalArn', cloud.readerRole),
        ...(instanceType ? [given('ec2:InstanceType', instanceType)] : []),
      ],
    },
    { abortSignal: signal },
  );
  const [result] = EvaluationResults ?? [];
  if (!result) throw unreadable('SimulatePrincipalPolicy');
  return result.OrganizationsDecisionDetail?.AllowedByOrganizations;
}

function words(allowed: boolean | undefined): string {
  if (allowed === undefined) return 'no word from the organization';
  return allowed ? 'allowed by the organization' : 'denied by the organization';
}
