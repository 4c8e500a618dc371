import { WORLD } from '../world.ts';
import { policiesOf } from './authorize.ts';
import { decide } from './policy/evaluate.ts';
import type { AwsState, Instance, ScalingGroup } from './state.ts';

/**
 * A scaling group brings its machines up to the number that is wanted. It does so as a service-linked role, which no
 * service control policy binds; only a suspended `Launch` stops it.
 */
export function grow(state: AwsState, group: ScalingGroup): Instance[] {
  if (group.suspended.enforced.includes('Launch')) return [];
  const role = state.roles.get(`${group.account}/AWSServiceRoleForAutoScaling`);
  if (!role) return [];
  const type = group.launchTemplate
    ? state.launchTemplates.get(group.launchTemplate.id)![group.launchTemplate.version]!
    : state.launchConfigurations.get(group.launchConfiguration!)!;
  const started: Instance[] = [];
  const running = state.instances.filter((one) => one.group === group.arn).length;
  const resource = `arn:aws:ec2:${group.region}:${group.account}:instance/*`;
  for (let missing = group.desired - running; missing > 0; missing--) {
    const context = new Map([
      ['ec2:instancetype', [type]],
      ['aws:principalarn', [role.arn]],
    ]);
    const decision = decide(policiesOf(state, role), { action: 'ec2:RunInstances', resource, context });
    const allowed = decision.decision === 'allowed';
    state.kernel.record({
      cloud: 'aws',
      who: 'autoscaling',
      principal: role.arn,
      permission: 'ec2:RunInstances',
      resource,
      write: true,
      allowed,
      reason: decision.because,
      status: allowed ? 200 : 403,
    });
    if (!allowed) break;
    const id = `i-${state.kernel.id(17, '0123456789abcdef')}`;
    started.push({ id, account: group.account, region: group.region, type, startedBy: role.arn, group: group.arn });
  }
  state.instances.push(...started);
  return started;
}

/** The group of the company's training machines. */
export function trainingGroup(state: AwsState): ScalingGroup {
  const { account, region, scalingGroup } = WORLD.aws;
  return state.groups.get(`${account}/${region}/${scalingGroup}`)!;
}
