import { yamlHead } from '../head.ts';
import { yamlText } from '../yaml-text.ts';
import { ref, type Statement, type Value } from './aws-statement.ts';
import type { Side } from './need.ts';

export type Resources = { [name: string]: Value };

export interface Template {
  description: string;
  parameters: { [name: string]: Value };
  conditions?: { [name: string]: Value };
  resources: Resources;
  outputs: { [name: string]: Value };
}

/** A CloudFormation template as text. */
export function templateText(from: string, { description, parameters, conditions, resources, outputs }: Template) {
  const body = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: description,
    Parameters: parameters,
    ...(conditions ? { Conditions: conditions } : {}),
    Resources: resources,
    Outputs: outputs,
  };
  return yamlHead(from) + yamlText(body);
}

/** Who may become the role of each side. */
export const TRUST_PARAMETERS: { [name: string]: Value } = {
  ReaderPrincipals: {
    Type: 'CommaDelimitedList',
    Description:
      'ARNs that may become the reader, with commas: QuellChat and QuellWorker of workload.yaml. They must exist.',
  },
  ResponderPrincipals: {
    Type: 'CommaDelimitedList',
    Description:
      'ARNs that may become the responder: QuellWorker of workload.yaml, and nobody who talks to the internet.',
  },
};

const PRINCIPALS = { reader: 'ReaderPrincipals', responder: 'ResponderPrincipals' } as const;
const WORDS = { reader: 'plans and verifies: reads only', responder: 'contains and releases' } as const;

/** Written into every session by Quell's AWS edge; CloudTrail shows it along the whole chain of roles. */
export const SOURCE_IDENTITY = 'quell';

/** A role of one side; only Quell's own identities take it, and each of their sessions names where it came from. */
export function sideRole(side: Side, name: string, policies: { [name: string]: Statement[] }, more?: Resources): Value {
  return {
    Type: 'AWS::IAM::Role',
    ...more,
    Properties: {
      RoleName: name,
      Description: `Quell ${WORDS[side]}.`,
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: ref(PRINCIPALS[side]) },
            Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
            Condition: { StringEquals: { 'sts:SourceIdentity': SOURCE_IDENTITY } },
          },
        ],
      },
      Policies: Object.entries(policies).map(([PolicyName, Statement]) => ({
        PolicyName,
        PolicyDocument: { Version: '2012-10-17', Statement },
      })),
    },
  };
}

/** An output that holds a role's ARN. */
export function arnOutput(role: string, description: string, condition?: string): Value {
  return {
    Description: description,
    ...(condition ? { Condition: condition } : {}),
    Value: { 'Fn::GetAtt': [role, 'Arn'] },
  };
}
