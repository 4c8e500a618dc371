import { ref, type Statement, sub, type Value } from './aws-statement.ts';
import { arnOutput, templateText } from './aws-template.ts';

/** What the processes themselves may do: become one of the roles that the other templates make, and nothing else. */
const MAY_BECOME = {
  QuellChat: ['QuellReader', 'QuellOrganizationReader'],
  QuellWorker: ['QuellReader', 'QuellOrganizationReader', 'QuellResponder', 'QuellOrganizationResponder'],
} as const;

/** Base permissions, besides what actions declare: the AWS edge takes its roles with a source identity. */
export const WORKLOAD_PERMISSIONS = ['sts:AssumeRole', 'sts:SetSourceIdentity'];

function becoming(roles: readonly string[]): Statement {
  return {
    Sid: 'BecomeQuell',
    Effect: 'Allow',
    Action: WORKLOAD_PERMISSIONS,
    Resource: roles.map((role) => sub(`arn:\${AWS::Partition}:iam::*:role/${role}`)),
    Condition: { StringEquals: { 'aws:ResourceOrgID': ref('OrganizationId') } },
  };
}

/** As text: CloudFormation puts no parameter into a key, and the keys of an OIDC condition begin with the issuer. */
function federated(subject: string): Value {
  const document = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: '${OidcProviderArn}' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { '${OidcIssuer}:aud': 'sts.amazonaws.com', '${OidcIssuer}:sub': `\${${subject}}` },
        },
      },
    ],
  };
  return sub(JSON.stringify(document));
}

function workloadRole(name: keyof typeof MAY_BECOME, subject: string): Value {
  const byService = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: ref('Service') }, Action: 'sts:AssumeRole' }],
  };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      Description: 'A process of Quell. It can do nothing but become the roles of reader or responder.',
      AssumeRolePolicyDocument: { 'Fn::If': ['ByOidc', federated(subject), byService] },
      Policies: [
        {
          PolicyName: 'BecomeQuell',
          PolicyDocument: { Version: '2012-10-17', Statement: [becoming(MAY_BECOME[name])] },
        },
      ],
    },
  };
}

/** For the account that Quell runs in, or whose roles it takes first when it runs elsewhere. */
export function workloadTemplate(): string {
  const text = (Default: string, Description: string): Value => ({ Type: 'String', Default, Description });
  return templateText('src/generate/role/aws-workload.ts', {
    description: 'Quell: the identities of its own processes, in the account that it runs in. Deploy this one first.',
    parameters: {
      OrganizationId: {
        Type: 'String',
        AllowedPattern: '^o-[a-z0-9]{10,32}$',
        Description: 'Roles outside of this organization cannot be taken.',
      },
      Service: {
        Type: 'String',
        Default: 'ecs-tasks.amazonaws.com',
        AllowedValues: ['ecs-tasks.amazonaws.com', 'ec2.amazonaws.com'],
        Description: 'What runs Quell, unless an OIDC provider is named.',
      },
      OidcProviderArn: text('', 'ARN of the IAM OIDC provider of the cluster or cloud that runs Quell, if one does.'),
      OidcIssuer: text('', 'Its issuer, without https://.'),
      ChatSubject: text('', 'Subject of the chat process: system:serviceaccount:quell:chat.'),
      WorkerSubject: text('', 'Subject of the worker process: system:serviceaccount:quell:worker.'),
    },
    conditions: { ByOidc: { 'Fn::Not': [{ 'Fn::Equals': [ref('OidcProviderArn'), ''] }] } },
    resources: {
      QuellChat: workloadRole('QuellChat', 'ChatSubject'),
      QuellWorker: workloadRole('QuellWorker', 'WorkerSubject'),
    },
    outputs: {
      ChatRole: arnOutput('QuellChat', 'For ReaderPrincipals of the other templates'),
      WorkerRole: arnOutput('QuellWorker', 'For ReaderPrincipals and ResponderPrincipals of the other templates'),
    },
  });
}
