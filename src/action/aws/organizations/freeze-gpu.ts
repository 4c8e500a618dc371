import { z } from 'zod';
import { action, type Verification } from '../../../domain/action.ts';
import { Fault } from '../../../domain/fault.ts';
import type { AwsCloud, AwsOrganization } from '../cloud.ts';
import { simulateFreeze } from '../freeze-probe.ts';
import { attaching, difference, readAttachment, readGroup, suspending, toSuspend } from '../freeze-state.ts';
import { gpuGroups, LAUNCHING } from '../gpu-groups.ts';
import { accountInput, regionInput } from '../inputs.ts';
import { attachedTo, contentDigest, findFreezePolicy, MOST_ATTACHED } from '../scp.ts';
import { maySettle, SETTLES_WITHIN_SECONDS } from '../settling.ts';

export default action<AwsCloud>()({
  id: 'aws.organizations.freeze-gpu',
  cloud: 'aws',
  kind: 'freeze-gpu',
  title: 'Freeze GPU machines and AI models in account {account}, scaling groups in {region} too',
  docs:
    'Attaches the organization’s freeze policy to the account, which denies new GPU machines, training and model calls to everybody but the exempt roles. ' +
    'Scaling groups launch as a service-linked role, which no such policy binds, so the launch processes of those that can start GPU machines are suspended as well. ' +
    'Verification simulates a GPU launch and a model call under the organization’s policies.',
  inputs: z.strictObject({
    account: accountInput,
    region: regionInput,
    policy: z.string().min(1).optional().describe('Id or name of another freeze policy than the configured one.'),
  }),
  target: 'account',
  example: { account: '111122223333', region: 'eu-central-1' },
  permissions: {
    read: [
      'autoscaling:DescribeAutoScalingGroups',
      'autoscaling:DescribeLaunchConfigurations',
      'ec2:DescribeLaunchTemplateVersions',
      'iam:SimulatePrincipalPolicy',
      'organizations:DescribePolicy',
      'organizations:ListPolicies',
      'organizations:ListPoliciesForTarget',
      'sts:GetCallerIdentity',
    ],
    write: [
      'autoscaling:ResumeProcesses',
      'autoscaling:SuspendProcesses',
      'organizations:AttachPolicy',
      'organizations:DetachPolicy',
    ],
  },
  effect: 'desired-state',
  reversible: 'full',
  notStopped: [
    'GPU machines that run already, and jobs and endpoints on them: they go on and go on costing.',
    'The organization’s management account, which no service control policy binds.',
    'Scaling groups in other regions, and AWS Batch, fleets and Karpenter where they act as service-linked roles.',
    'Model streams that are open: they end by themselves within minutes.',
  ],
  attack: ['T1496', 'T1578.002'],
  d3fend: ['D3-UAP'],
  sources: [
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html',
    'https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html',
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html',
  ],
  settlesWithinSeconds: SETTLES_WITHIN_SECONDS,

  async plan({ account, region, policy: wanted }, cloud, { signal }) {
    const org = await cloud.organization();
    const policy = await findFreezePolicy(org, signal, wanted);
    const digest = await contentDigest(org, policy, signal);
    const ids = await attachedTo(org, account, signal);
    const attached = ids.includes(policy.id);
    if (!attached && ids.length >= MOST_ATTACHED) throw full(account);
    const groups = await gpuGroups(cloud, region, signal);
    const prior = {
      policy: policy.id,
      attached,
      groups: groups.map(({ name, arn, suspended }) => ({ name, arn, suspended })),
    };
    return {
      changes: [
        ...(attached ? [] : [attaching(account, prior, 'attached')]),
        ...groups.filter((group) => toSuspend(group.suspended).length > 0).map((group) => suspending(group)),
      ],
      prior,
      basis: { policy: policy.id, digest, groups: groups.map(({ name, types }) => ({ name, types })) },
      residual: [
        {
          what: `GPU machines that run already in ${account}`,
          forSeconds: null,
          why: 'A freeze stops new ones only: stop them one by one.',
        },
      ],
      // Nothing that was stopped comes back to life; it may be started anew.
      safeReleaseAfterSeconds: 0,
    };
  },

  async apply({ account, region }, receipt, cloud, { signal }) {
    const { prior } = receipt;
    const org = await cloud.organization();
    await attach(org, prior.policy, account, signal);
    const api = await cloud.autoScaling(region);
    const now = new Map((await gpuGroups(cloud, region, signal)).map((group) => [group.name, group]));
    for (const { name } of prior.groups) {
      const missing = toSuspend(now.get(name)?.suspended ?? LAUNCHING);
      if (missing.length === 0) continue;
      await api.suspendProcesses({ AutoScalingGroupName: name, ScalingProcesses: missing }, { abortSignal: signal });
    }
    const changes = [
      ...(prior.attached ? [] : [attaching(account, prior, 'attached')]),
      ...prior.groups.filter((group) => toSuspend(group.suspended).length > 0).map(suspending),
    ];
    return { changes, at: (await cloud.now()).toISOString(), written: {} };
  },

  async verify({ account, region }, receipt, cloud, { signal }): Promise<Verification> {
    const { prior } = receipt;
    const org = await cloud.organization();
    const attached = (await attachedTo(org, account, signal)).includes(prior.policy);
    const groups = await gpuGroups(cloud, region, signal);
    const config = [readAttachment(prior.policy, attached), ...groups.map(readGroup)];
    const effects = await simulateFreeze(cloud, region, signal);
    const now = await cloud.now();
    const evidence = [...config, ...effects];
    const at = now.toISOString();
    const wrong = config.find((one) => !one.ok);
    if (!wrong && effects.every((one) => one.ok)) return { state: 'contained', evidence, at };
    if (!wrong) return { state: 'pending', evidence, at, note: 'The organization’s policy is not enforced yet.' };
    const known = groups.every((group) => prior.groups.some((one) => one.name === group.name));
    const stale = known && maySettle(receipt.applied?.at, now);
    const note = `${wrong.asked}: ${wrong.saw}${known ? '' : '; a group that came later has to be planned anew'}.`;
    return { state: stale ? 'pending' : 'drifted', evidence, at, note };
  },

  async planRelease({ account, region }, receipt, cloud, { signal }) {
    const found = await difference(account, region, receipt, cloud, signal);
    const { changes, kept } = found;
    const basis = { attached: found.attached, resume: found.resume };
    return { changes, kept, basis, at: (await cloud.now()).toISOString() };
  },

  async release({ account, region }, receipt, cloud, { signal }) {
    const { prior } = receipt;
    const { changes, kept, attached, resume } = await difference(account, region, receipt, cloud, signal);
    if (attached && !prior.attached) {
      const { api } = await cloud.organization();
      await api.detachPolicy({ PolicyId: prior.policy, TargetId: account }, { abortSignal: signal });
    }
    const api = await cloud.autoScaling(region);
    for (const { name, processes } of resume) {
      await api.resumeProcesses({ AutoScalingGroupName: name, ScalingProcesses: processes }, { abortSignal: signal });
    }
    return { changes, kept, at: (await cloud.now()).toISOString() };
  },
});

/** An attachment that is there already is what was wanted, whoever made it in the meantime. */
async function attach(org: AwsOrganization, policy: string, account: string, signal: AbortSignal): Promise<void> {
  if ((await attachedTo(org, account, signal)).includes(policy)) return;
  try {
    await org.api.attachPolicy({ PolicyId: policy, TargetId: account }, { abortSignal: signal });
  } catch (thrown) {
    const collided = thrown instanceof Fault && thrown.code === 'aws.conflict';
    if (!collided || !(await attachedTo(org, account, signal)).includes(policy)) throw thrown;
  }
}

function full(account: string): Fault {
  return new Fault({
    code: 'aws.invalid',
    message: `Account ${account} holds ${MOST_ATTACHED} service control policies already, which is all that AWS allows.`,
    fix: 'Merge or detach one of them, or attach the freeze policy to the account’s organizational unit by hand.',
    retry: 'when-fixed',
  });
}
