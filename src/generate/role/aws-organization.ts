import { freezePolicy } from '../../edge/aws/freeze-policy.ts';
import { allowing, ref, type Statement, sub, type Value } from './aws-statement.ts';
import { arnOutput, sideRole, TRUST_PARAMETERS, templateText } from './aws-template.ts';
import { type Need, needs } from './need.ts';

/** What actions need of the organization. */
export function organizationNeeds(): Need[] {
  return needs('aws').filter((need) => need.permission.startsWith('organizations:'));
}

const MADE: Value = { 'Fn::GetAtt': ['FreezePolicy', 'Arn'] };
const ROLES = { Condition: 'WithRoles' };
/** The policy that this stack makes, or the one that was made before. */
const FREEZE_ARN: Value = { 'Fn::If': ['MakesPolicy', MADE, ref('FreezePolicyArn')] };

/** The freeze as Quell's edge has it, with the exempt roles left to the parameter. */
function freezeContent(): Value {
  const { Version, Statement } = JSON.parse(freezePolicy([])) as { Version: string; Statement: Statement[] };
  const exempted = Statement.map((statement) => ({
    ...statement,
    Condition: { ...(statement.Condition as Statement), ArnNotLike: { 'aws:PrincipalArn': ref('ExemptRoles') } },
  }));
  return { Version, Statement: exempted };
}

/** The statements of a side, which name the freeze policy wherever it comes from. */
function statements(side: 'reader' | 'responder'): Statement[] {
  return allowing(side, organizationNeeds()).map((statement) => ({
    ...statement,
    Resource: (statement.Resource as Value[]).map((one) =>
      JSON.stringify(one) === JSON.stringify(ref('FreezePolicyArn')) ? FREEZE_ARN : one,
    ),
  }));
}

/** Lets a delegated account do what the two roles do, so that nothing of Quell runs in the management account. */
function delegation(): Value {
  const delegate = { AWS: sub('arn:${AWS::Partition}:iam::${DelegateTo}:root') };
  return {
    Type: 'AWS::Organizations::ResourcePolicy',
    Condition: 'Delegates',
    Properties: {
      Content: {
        Version: '2012-10-17',
        Statement: statements('responder').map(({ Sid, ...statement }) => ({
          Sid: `Quell${String(Sid)}`,
          ...statement,
          Principal: delegate,
        })),
      },
    },
  };
}

const PARAMETERS: { [name: string]: Value } = {
  ...TRUST_PARAMETERS,
  OrganizationId: {
    Type: 'String',
    AllowedPattern: '^o-[a-z0-9]{10,32}$',
    Description: 'Id of the organization, such as o-exampleorg1.',
  },
  ManagementAccountId: {
    Type: 'String',
    AllowedPattern: '^\\d{12}$',
    Description: "The organization's management account, in whose name its policies are.",
  },
  ExemptRoles: {
    Type: 'CommaDelimitedList',
    Description: 'ARN patterns that the freeze spares: arn:aws:iam::*:role/QuellResponder and the break-glass roles.',
  },
  FreezePolicyArn: {
    Type: 'String',
    Default: '',
    Description: 'Only in a delegated account: ARN of the freeze policy that the stack of the management account made.',
  },
  DelegateTo: {
    Type: 'String',
    Default: '',
    AllowedPattern: '^(\\d{12})?$',
    Description: 'Only in the management account: account that the two roles shall be in instead of this one.',
  },
};

/** For the management account, or with delegation for both accounts, once each. */
export function organizationTemplate(): string {
  return templateText('src/action, src/edge/aws/freeze-policy.ts and src/generate/role/aws-organization.ts', {
    description: 'Quell: the policy that freezes GPU spending, and who may attach it to an account and detach it.',
    parameters: PARAMETERS,
    conditions: {
      MakesPolicy: { 'Fn::Equals': [ref('FreezePolicyArn'), ''] },
      Delegates: { 'Fn::Not': [{ 'Fn::Equals': [ref('DelegateTo'), ''] }] },
      WithRoles: { 'Fn::Equals': [ref('DelegateTo'), ''] },
    },
    resources: {
      FreezePolicy: {
        Type: 'AWS::Organizations::Policy',
        Condition: 'MakesPolicy',
        Properties: {
          Name: 'quell-freeze-gpu',
          Description: 'Denies GPU machines, training and model calls. Quell attaches it to accounts under attack.',
          Type: 'SERVICE_CONTROL_POLICY',
          Content: freezeContent(),
        },
      },
      Delegation: delegation(),
      QuellOrganizationReader: sideRole(
        'reader',
        'QuellOrganizationReader',
        { QuellRead: statements('reader') },
        ROLES,
      ),
      QuellOrganizationResponder: sideRole(
        'responder',
        'QuellOrganizationResponder',
        { QuellRespond: statements('responder') },
        ROLES,
      ),
    },
    outputs: {
      FreezePolicyId: {
        Description: 'aws.organization.freeze_policy in quell.yaml',
        Condition: 'MakesPolicy',
        Value: ref('FreezePolicy'),
      },
      FreezePolicyArn: { Description: 'For the stack in a delegated account', Condition: 'MakesPolicy', Value: MADE },
      ReaderRole: arnOutput('QuellOrganizationReader', 'aws.organization.reader_role in quell.yaml', 'WithRoles'),
      ResponderRole: arnOutput(
        'QuellOrganizationResponder',
        'aws.organization.responder_role in quell.yaml',
        'WithRoles',
      ),
    },
  });
}
