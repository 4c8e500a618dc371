import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';
import type { AwsCloud } from '../../../src/action/aws/cloud.ts';
import { gpuGroups, isAccelerated } from '../../../src/action/aws/gpu-groups.ts';

/** A cloud with these groups, whose launch template starts `template`. */
function cloudWith(groups: Partial<AutoScalingGroup>[], template = 'c7i.large'): AwsCloud {
  const all = groups.map((group, i) => ({ ...group, AutoScalingGroupARN: `arn:${i}`, AutoScalingGroupName: `g${i}` }));
  return {
    autoScaling: async () => ({
      describeAutoScalingGroups: async () => ({ AutoScalingGroups: all }),
      describeLaunchConfigurations: async () => ({ LaunchConfigurations: [] }),
    }),
    ec2: async () => ({
      describeLaunchTemplateVersions: async (input: { Versions: string[] }) => ({
        LaunchTemplateVersions: input.Versions.map(() => ({ LaunchTemplateData: { InstanceType: template } })),
      }),
    }),
  } as unknown as AwsCloud;
}

const found = async (group: object, template?: string) =>
  (await gpuGroups(cloudWith([group], template), 'eu-central-1', new AbortController().signal)).map((one) => one.types);

describe('scaling groups that can start GPU machines', () => {
  it.each(['p5.48xlarge', 'p4d.24xlarge', 'g6e.xlarge', 'gr6.4xlarge', 'trn1.2xlarge', 'inf2.xlarge', 'f2.6xlarge'])(
    'knows %s',
    (type) => expect(isAccelerated(type)).toBe(true),
  );

  it.each(['c7i.large', 'm7g.large', 'i4i.large', 'r6g.large', 't3.micro'])('passes over %s', (type) =>
    expect(isAccelerated(type)).toBe(false),
  );

  it('looks at the launch template, also under a mixed policy', async () => {
    const spec = { LaunchTemplateName: 'workers' };
    expect(await found({ LaunchTemplate: spec }, 'p5.48xlarge')).toEqual([['p5.48xlarge']]);
    expect(await found({ LaunchTemplate: spec })).toEqual([]);
    const MixedInstancesPolicy = { LaunchTemplate: { LaunchTemplateSpecification: spec } };
    expect(await found({ MixedInstancesPolicy }, 'g5.xlarge')).toEqual([['g5.xlarge']]);
  });

  it('takes the overrides of a mixed policy instead of the template', async () => {
    const Overrides = [{ InstanceType: 'm5.large' }, { InstanceType: 'g5.xlarge' }];
    expect(await found({ MixedInstancesPolicy: { LaunchTemplate: { Overrides } } })).toEqual([
      ['g5.xlarge', 'm5.large'],
    ]);
  });

  it('takes a group for one that can when its types cannot be told', async () => {
    const Overrides = [{ InstanceRequirements: { VCpuCount: { Min: 2 }, MemoryMiB: { Min: 1 } } }];
    expect(await found({ MixedInstancesPolicy: { LaunchTemplate: { Overrides } } })).toEqual([[]]);
    expect(await found({ LaunchConfigurationName: 'gone' })).toEqual([[]]);
    expect(await found({})).toEqual([[]]);
  });
});
