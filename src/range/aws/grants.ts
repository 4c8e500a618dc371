/** What the range grants to Quell's own roles, and no more: a test holds it equal to what the actions declare. */
export const READER_GRANTS = [
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListRolePolicies',
  'iam:ListAttachedRolePolicies',
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
  'iam:SimulatePrincipalPolicy',
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeLaunchConfigurations',
  'ec2:DescribeLaunchTemplateVersions',
];

export const RESPONDER_GRANTS = [
  ...READER_GRANTS,
  'iam:PutRolePolicy',
  'iam:DeleteRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'autoscaling:SuspendProcesses',
  'autoscaling:ResumeProcesses',
];

export const ORGANIZATION_READER_GRANTS = [
  'organizations:ListPolicies',
  'organizations:DescribePolicy',
  'organizations:ListPoliciesForTarget',
];

export const ORGANIZATION_RESPONDER_GRANTS = [
  ...ORGANIZATION_READER_GRANTS,
  'organizations:AttachPolicy',
  'organizations:DetachPolicy',
];
