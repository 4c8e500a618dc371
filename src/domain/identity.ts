import { z } from 'zod';

const name = z.string().min(1).max(512);

/** Where a workload's identity lives on each cloud. A cloud that it does not use is left out. */
export const Identity = z
  .strictObject({
    name: name.describe('The name that a responder types.'),
    aws: z
      .strictObject({
        account: z
          .string()
          .regex(/^\d{12}$/, 'twelve digits, in quotes')
          .describe('AWS account id.'),
        region: name.describe('Region of its GPU capacity: `us-east-1`.'),
        role: name.describe('Name of the IAM role, without its path.'),
      })
      .optional(),
    gcp: z
      .strictObject({
        organization: name.describe('Organization number.').optional(),
        project: name.describe('Project id.'),
        region: name.describe('Region of its GPU capacity: `us-central1`.'),
        service_account: name.describe('E-mail address of the service account.'),
        pool: name
          .describe('Workload identity pool id; left out when no pool leads to the service account.')
          .optional(),
      })
      .optional(),
    azure: z
      .strictObject({
        tenant: name.describe('Entra tenant id.'),
        subscription: name.describe('Subscription id.'),
        location: name.describe('Location of its GPU capacity: `eastus`.'),
        application: name
          .describe('Object id of the Entra application; left out for a system-assigned managed identity.')
          .optional(),
        service_principal: name.describe('Object id of the service principal.'),
      })
      .optional(),
  })
  .describe('A workload and the identities that it acts under.');
export type Identity = z.infer<typeof Identity>;
