import { type ApiCall, AwsError, type Operation, type Operations, optional, text, texts } from './operation.ts';
import { grow } from './scaling.ts';
import type { ScalingGroup } from './state.ts';

const PROCESSES = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
];

const account = (call: ApiCall) => call.caller!.role.account;

function group(call: ApiCall): ScalingGroup {
  const name = text(call.params, 'AutoScalingGroupName');
  const found = call.state.groups.get(`${account(call)}/${call.region}/${name}`);
  if (!found)
    throw new AwsError('ValidationError', `AutoScalingGroup name not found - AutoScalingGroup ${name} not found`);
  return found;
}

const onGroup = (permission: string, answer: (call: ApiCall) => object): Operation => ({
  permission,
  write: true,
  resources: (call) => [group(call).arn],
  answer,
});

function processes(call: ApiCall): string[] {
  const named = texts(call.params, 'ScalingProcesses');
  const wrong = named.find((one) => !PROCESSES.includes(one));
  if (wrong) throw new AwsError('ValidationError', `Invalid scaling process: ${wrong}`);
  // None named means all of them.
  return named.length > 0 ? named : PROCESSES;
}

const shown = (one: ScalingGroup) => ({
  AutoScalingGroupName: one.name,
  AutoScalingGroupARN: one.arn,
  ...(one.launchTemplate
    ? { LaunchTemplate: { LaunchTemplateId: one.launchTemplate.id, Version: one.launchTemplate.version } }
    : { LaunchConfigurationName: one.launchConfiguration }),
  MinSize: 0,
  MaxSize: one.max,
  DesiredCapacity: one.desired,
  SuspendedProcesses: one.suspended.written.map((ProcessName) => ({ ProcessName, SuspensionReason: 'User suspended' })),
});

export const AUTO_SCALING: Operations = {
  DescribeAutoScalingGroups: {
    permission: 'autoscaling:DescribeAutoScalingGroups',
    write: false,
    resources: () => ['*'],
    answer: (call) => {
      const named = texts(call.params, 'AutoScalingGroupNames');
      const all = [...call.state.groups.values()].filter(
        (one) =>
          one.account === account(call) &&
          one.region === call.region &&
          (named.length === 0 || named.includes(one.name)),
      );
      // One a page: whoever does not ask on sees too few.
      const from = Number(optional(call.params, 'NextToken') ?? 0);
      return {
        AutoScalingGroups: all.slice(from, from + 1).map(shown),
        ...(from + 1 < all.length ? { NextToken: String(from + 1) } : {}),
      };
    },
  },
  DescribeLaunchConfigurations: {
    permission: 'autoscaling:DescribeLaunchConfigurations',
    write: false,
    resources: () => ['*'],
    answer: (call) => ({
      LaunchConfigurations: texts(call.params, 'LaunchConfigurationNames')
        .filter((name) => call.state.launchConfigurations.has(name))
        .map((name) => ({ LaunchConfigurationName: name, InstanceType: call.state.launchConfigurations.get(name) })),
    }),
  },
  SuspendProcesses: onGroup('autoscaling:SuspendProcesses', (call) => {
    const one = group(call);
    one.suspended.set([...new Set([...one.suspended.written, ...processes(call)])].sort());
    return {};
  }),
  ResumeProcesses: onGroup('autoscaling:ResumeProcesses', (call) => {
    const resumed = processes(call);
    const one = group(call);
    one.suspended.set(one.suspended.written.filter((process) => !resumed.includes(process)));
    return {};
  }),
  UpdateAutoScalingGroup: onGroup('autoscaling:UpdateAutoScalingGroup', (call) => {
    const one = group(call);
    const desired = Number(optional(call.params, 'DesiredCapacity') ?? one.desired);
    const max = Number(optional(call.params, 'MaxSize') ?? one.max);
    if (!(desired >= 0 && desired <= max))
      throw new AwsError('ValidationError', 'Desired capacity must be between MinSize and MaxSize.');
    one.desired = desired;
    one.max = max;
    grow(call.state, one);
    return {};
  }),
};
