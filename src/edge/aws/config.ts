import { z } from 'zod';

const accountId = z.string().regex(/^\d{12}$/, 'twelve digits, in quotes');
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-central-1');
const role = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'the ARN of a role');
const rolePattern = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::(\d{12}|\*):role\/.+$/, 'the ARN of a role, where * may stand for any characters');

const roles = {
  reader_role: role.describe('Role that plans and verifies: reads only. Generated in infra/aws.'),
  responder_role: role.describe('Role that acts. Only the worker assumes it. Generated in infra/aws.'),
};

const Organization = z
  .strictObject({
    management_account: accountId.describe(
      'Account whose roles below manage the organization: the management account, or one that it delegated to.',
    ),
    freeze_policy: z
      .string()
      .min(1)
      .describe('Id (p-…) or name of the service control policy that freezes GPU spending. Made once from infra/aws.'),
    ...roles,
  })
  .describe('Needed for actions on the organization; without it they say so.');

const Account = z.strictObject({
  id: accountId.describe('Account that Quell may act in.'),
  name: z.string().min(1).describe('What responders call it.'),
  region: region.describe('Region where Quell calls the token service and, unless an action says otherwise, looks.'),
  ...roles,
});

/** The `aws:` section of quell.yaml. */
export const AwsConfig = z.strictObject({
  accounts: z.array(Account).min(1).describe('Every account that Quell may touch. Others cannot be opened.'),
  organization: Organization.optional(),
  break_glass_roles: z
    .array(rolePattern)
    .default([])
    .describe('Roles that Quell never changes and that the freeze exempts: the way back in.'),
});
export type AwsConfig = z.infer<typeof AwsConfig>;
export type AwsAccount = z.infer<typeof Account>;
