import { Fault } from '../../domain/fault.ts';
import { type Need, permissionsOf, type Side } from './need.ts';

/** A value of a CloudFormation template; functions are in their long form, such as `{Ref: 'Name'}`. */
export type Value = string | number | boolean | Value[] | { [key: string]: Value };
export type Statement = { [key: string]: Value };

export const sub = (text: string): Value => ({ 'Fn::Sub': text });
export const ref = (name: string): Value => ({ Ref: name });

const ROLES = [sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*')];
const POLICIES = [
  sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/*'),
  sub('arn:${AWS::Partition}:iam::aws:policy/*'),
];
const GROUPS = [sub('arn:${AWS::Partition}:autoscaling:*:${AWS::AccountId}:autoScalingGroup:*:autoScalingGroupName/*')];
const FREEZE = [ref('FreezePolicyArn')];
const ACCOUNTS = [sub('arn:${AWS::Partition}:organizations::${ManagementAccountId}:account/${OrganizationId}/*')];
/** AWS takes no narrower resource for these: they list, and name nothing. */
const ALL = ['*'];

/** What each permission is narrowed to, and the name of the statement that it stands in. */
const PLACES: readonly { sid: string; resources: Value[]; permissions: readonly string[]; condition?: Value }[] = [
  {
    sid: 'Roles',
    resources: ROLES,
    permissions: [
      'iam:DeleteRolePolicy',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListAttachedRolePolicies',
      'iam:ListRolePolicies',
      'iam:PutRolePolicy',
      'iam:SimulatePrincipalPolicy',
      'iam:UpdateAssumeRolePolicy',
    ],
  },
  { sid: 'Policies', resources: POLICIES, permissions: ['iam:GetPolicy', 'iam:GetPolicyVersion'] },
  {
    sid: 'ScalingGroups',
    resources: GROUPS,
    permissions: ['autoscaling:ResumeProcesses', 'autoscaling:SuspendProcesses'],
  },
  {
    sid: 'Lists',
    resources: ALL,
    permissions: [
      'autoscaling:DescribeAutoScalingGroups',
      'autoscaling:DescribeLaunchConfigurations',
      'ec2:DescribeLaunchTemplateVersions',
      'sts:GetCallerIdentity',
    ],
  },
  {
    sid: 'FreezePolicy',
    resources: FREEZE,
    permissions: ['organizations:DescribePolicy'],
  },
  {
    sid: 'FreezePolicyOnAccounts',
    // AWS checks both: which policy, and where it goes. Units and the root are not among them.
    resources: [...FREEZE, ...ACCOUNTS],
    permissions: ['organizations:AttachPolicy', 'organizations:DetachPolicy'],
  },
  { sid: 'Accounts', resources: ACCOUNTS, permissions: ['organizations:ListPoliciesForTarget'] },
  {
    sid: 'ServiceControlPolicies',
    resources: ALL,
    permissions: ['organizations:ListPolicies'],
    condition: { StringEquals: { 'organizations:PolicyType': 'SERVICE_CONTROL_POLICY' } },
  },
];

/**
 * Statements that allow one side what these needs ask for, each as narrow as IAM has it.
 *
 * @throws Fault `generate.unplaced-permission` for a permission whose resources nobody has written down yet
 */
export function allowing(side: Side, of: readonly Need[]): Statement[] {
  const left = new Set(permissionsOf(side, of));
  const statements = PLACES.flatMap(({ sid, resources, permissions, condition }): Statement[] => {
    const Action = permissions.filter((permission) => left.delete(permission));
    if (Action.length === 0) return [];
    return [{ Sid: sid, Effect: 'Allow', Action, Resource: resources, ...(condition ? { Condition: condition } : {}) }];
  });
  if (left.size === 0) return statements;
  throw new Fault({
    code: 'generate.unplaced-permission',
    message: `Nobody has said which resources ${[...left].join(', ')} may be used on.`,
    fix: 'Add it to a line of PLACES in src/generate/role/aws-statement.ts, as narrow as IAM has it.',
  });
}
