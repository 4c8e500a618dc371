import { sessionArn } from './authorize.ts';
import { type ApiCall, AwsError, type Operations, optional, text, texts } from './operation.ts';
import type { Instance } from './state.ts';

const shown = ({ id, type }: Instance) => ({
  instanceId: id,
  instanceType: type,
  instanceState: { code: 16, name: 'running' },
});

const account = (call: ApiCall) => call.caller!.role.account;

export const EC2: Operations = {
  RunInstances: {
    permission: 'ec2:RunInstances',
    write: true,
    resources: (call) => [`arn:aws:ec2:${call.region}:${account(call)}:instance/*`],
    context: (call) => ({ 'ec2:InstanceType': text(call.params, 'InstanceType') }),
    answer: (call) => {
      if (optional(call.params, 'DryRun') === 'true') {
        throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
      }
      const instance: Instance = {
        id: `i-${call.state.kernel.id(17, '0123456789abcdef')}`,
        account: account(call),
        region: call.region,
        type: text(call.params, 'InstanceType'),
        startedBy: sessionArn(call.caller!),
      };
      call.state.instances.push(instance);
      return { instancesSet: [shown(instance)] };
    },
  },
  DescribeInstances: {
    permission: 'ec2:DescribeInstances',
    write: false,
    resources: () => ['*'],
    answer: (call) => ({
      reservationSet: call.state.instances
        .filter((one) => one.account === account(call) && one.region === call.region)
        .map((one) => ({ instancesSet: [shown(one)] })),
    }),
  },
  DescribeLaunchTemplateVersions: {
    permission: 'ec2:DescribeLaunchTemplateVersions',
    write: false,
    resources: () => ['*'],
    answer: (call) => {
      const id = text(call.params, 'LaunchTemplateId');
      const versions = call.state.launchTemplates.get(id);
      if (!versions)
        throw new AwsError('InvalidLaunchTemplateId.NotFound', `The launch template ${id} does not exist.`);
      const newest = Object.keys(versions).at(-1)!;
      const asked = texts(call.params, 'LaunchTemplateVersion').map((one) => (one.startsWith('$') ? newest : one));
      return {
        launchTemplateVersionSet: asked
          .filter((one) => versions[one] !== undefined)
          .map((one) => ({
            launchTemplateId: id,
            versionNumber: one,
            launchTemplateData: { instanceType: versions[one] },
          })),
      };
    },
  },
};
