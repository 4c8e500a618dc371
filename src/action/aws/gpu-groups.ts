import type { AutoScalingGroup, LaunchTemplateSpecification } from '@aws-sdk/client-auto-scaling';
import type { AwsCloud } from './cloud.ts';
import { unreadable } from './role.ts';

/** Processes of a scaling group that bring new machines. */
export const LAUNCHING = ['AZRebalance', 'AlarmNotification', 'Launch', 'ReplaceUnhealthy', 'ScheduledActions'];

/** A scaling group that can start machines with accelerators. */
export interface GpuGroup {
  name: string;
  arn: string;
  /** Instance types that it may start, sorted; empty when it chooses by requirements. */
  types: string[];
  suspended: string[];
}

/**
 * Scaling groups of a region that can start GPU machines, by name. One whose types cannot be told (chosen by
 * requirements, or a template that is gone) is taken for one that can.
 */
export async function gpuGroups(cloud: AwsCloud, region: string, signal: AbortSignal): Promise<GpuGroup[]> {
  const found: GpuGroup[] = [];
  for (const group of await allGroups(cloud, region, signal)) {
    if (!group.AutoScalingGroupName || !group.AutoScalingGroupARN) throw unreadable('DescribeAutoScalingGroups');
    const types = await typesOf(group, cloud, region, signal);
    if (types.length > 0 && !types.some(isAccelerated)) continue;
    found.push({
      name: group.AutoScalingGroupName,
      arn: group.AutoScalingGroupARN,
      types: [...new Set(types)].sort(),
      suspended: (group.SuspendedProcesses ?? []).flatMap((one) => one.ProcessName ?? []).sort(),
    });
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Families with GPUs or other accelerators: `p5.48xlarge`, `g6e.xlarge`, `gr6.4xlarge`, `trn2.48xlarge`, `inf2.xlarge`. */
export function isAccelerated(type: string): boolean {
  return /^(?:(?:p|g|trn|inf|dl|vt)[a-z]*\d|f[12]\.)/.test(type);
}

async function allGroups(cloud: AwsCloud, region: string, signal: AbortSignal): Promise<AutoScalingGroup[]> {
  const api = await cloud.autoScaling(region);
  const groups: AutoScalingGroup[] = [];
  let next: string | undefined;
  do {
    const page = await api.describeAutoScalingGroups(next ? { NextToken: next } : {}, { abortSignal: signal });
    if (!page.AutoScalingGroups) throw unreadable('DescribeAutoScalingGroups');
    groups.push(...page.AutoScalingGroups);
    next = page.NextToken;
  } while (next);
  return groups;
}

/** Empty: cannot be told. */
async function typesOf(group: AutoScalingGroup, cloud: AwsCloud, region: string, signal: AbortSignal) {
  const mixed = group.MixedInstancesPolicy?.LaunchTemplate;
  const overrides = mixed?.Overrides ?? [];
  if (overrides.some((one) => one.InstanceRequirements)) return [];
  if (overrides.length > 0) return overrides.flatMap((one) => one.InstanceType ?? []);
  const template = group.LaunchTemplate ?? mixed?.LaunchTemplateSpecification;
  if (template) return typesOfTemplate(template, cloud, region, signal);
  if (!group.LaunchConfigurationName) return [];
  const input = { LaunchConfigurationNames: [group.LaunchConfigurationName] };
  const answer = await (await cloud.autoScaling(region)).describeLaunchConfigurations(input, { abortSignal: signal });
  return (answer.LaunchConfigurations ?? []).flatMap((one) => one.InstanceType ?? []);
}

async function typesOfTemplate(
  { LaunchTemplateId, LaunchTemplateName, Version }: LaunchTemplateSpecification,
  cloud: AwsCloud,
  region: string,
  signal: AbortSignal,
): Promise<string[]> {
  const which = LaunchTemplateId ? { LaunchTemplateId } : { LaunchTemplateName };
  const input = { ...which, Versions: [Version ?? '$Default'] };
  const answer = await (await cloud.ec2(region)).describeLaunchTemplateVersions(input, { abortSignal: signal });
  return (answer.LaunchTemplateVersions ?? []).flatMap((one) => one.LaunchTemplateData?.InstanceType ?? []);
}
