import { allowing, ref, type Statement, sub } from './aws-statement.ts';
import { arnOutput, sideRole, TRUST_PARAMETERS, templateText } from './aws-template.ts';
import { type Need, needs } from './need.ts';

/** What actions need in the account that they work in; the rest is the organization's. */
export function accountNeeds(): Need[] {
  return needs('aws').filter((need) => !need.permission.startsWith('organizations:'));
}

/** Roles by which a company gets back in, and Quell's own: who could rewrite these would hold the account. */
const UNTOUCHED = [
  'Quell*',
  'OrganizationAccountAccessRole',
  'AWSControlTowerExecution',
  'stacksets-exec-*',
  'aws-reserved/*',
  'aws-service-role/*',
];

/**
 * Denials that no later allowance undoes. IAM cannot limit what a policy says that the responder writes, so it is kept
 * from the roles that matter, and from stepping into one that it has opened.
 */
function never(): Statement[] {
  const writes = accountNeeds()
    .filter((need) => need.write && need.permission.startsWith('iam:'))
    .map((need) => need.permission);
  const own = UNTOUCHED.map((name) => sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${name}`));
  return [
    { Sid: 'NeverQuellItself', Effect: 'Deny', Action: writes, Resource: own },
    { Sid: 'NeverBreakGlass', Effect: 'Deny', Action: writes, Resource: ref('BreakGlassRoles') },
    { Sid: 'NeverAnotherRole', Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' },
  ];
}

/** For every account that Quell may act in: a StackSet's template. */
export function accountTemplate(): string {
  return templateText('src/action and src/generate/role/aws-account.ts', {
    description: 'Quell: the reader and the responder of an account that Quell may act in. Fit for a StackSet.',
    parameters: {
      ...TRUST_PARAMETERS,
      BreakGlassRoles: {
        Type: 'CommaDelimitedList',
        Description: 'ARN patterns of the roles that Quell must never change, such as arn:aws:iam::*:role/BreakGlass*.',
      },
    },
    resources: {
      QuellReader: sideRole('reader', 'QuellReader', { QuellRead: allowing('reader', accountNeeds()) }),
      QuellResponder: sideRole('responder', 'QuellResponder', {
        QuellRespond: allowing('responder', accountNeeds()),
        QuellNever: never(),
      }),
    },
    outputs: {
      ReaderRole: arnOutput('QuellReader', 'aws.accounts[].reader_role in quell.yaml'),
      ResponderRole: arnOutput('QuellResponder', 'aws.accounts[].responder_role in quell.yaml'),
    },
  });
}
