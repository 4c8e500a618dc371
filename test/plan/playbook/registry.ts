import { z } from 'zod';
import type { AnyAction, Cloud, Kind } from '../../../src/domain/action.ts';

/** Actions with words and inputs alone: reading a playbook never runs one. */
function declared(id: string, kind: Kind, inputs: z.ZodObject): [string, AnyAction] {
  const never = (): never => {
    throw new Error(`${id} was run while reading a playbook`);
  };
  const [target = ''] = Object.keys(inputs.shape);
  const value: AnyAction = {
    id,
    cloud: id.split('.')[0] as Cloud,
    kind,
    title: id,
    docs: id,
    inputs,
    target,
    example: {},
    permissions: { read: [], write: [] },
    effect: 'desired-state',
    reversible: 'full',
    notStopped: [],
    attack: [],
    d3fend: [],
    sources: [],
    settlesWithinSeconds: 0,
    plan: never,
    apply: never,
    verify: never,
    planRelease: never,
    release: never,
  };
  return [id, value];
}

const text = (says: string) => z.string().min(1).describe(says);
const account = z
  .string()
  .regex(/^\d{12}$/, 'twelve digits')
  .describe('AWS account id.');

/** The real actions' ids and inputs, and one with a field of every type. */
export const REGISTRY: ReadonlyMap<string, AnyAction> = new Map([
  declared('aws.iam.revoke-role-sessions', 'revoke-sessions', z.strictObject({ account, role: text('Role name.') })),
  declared(
    'aws.iam.disable-federated-role',
    'disable-federation',
    z.strictObject({ account, role: text('Role name.') }),
  ),
  declared('aws.organizations.freeze-gpu', 'freeze-gpu', z.strictObject({ account, region: text('Region.') })),
  declared(
    'gcp.iam.disable-service-account',
    'revoke-sessions',
    z.strictObject({ project: text('Project id.'), service_account: text('E-mail address.') }),
  ),
  declared(
    'gcp.iam.disable-workload-identity-pool',
    'disable-federation',
    z.strictObject({ project: text('Project id.'), pool: text('Pool id.') }),
  ),
  declared(
    'gcp.quota.freeze-gpu',
    'freeze-gpu',
    z.strictObject({ project: text('Project id.'), region: text('Region.') }),
  ),
  declared(
    'azure.entra.disable-service-principal',
    'revoke-sessions',
    z.strictObject({
      tenant: text('Tenant id.'),
      subscription: text('Subscription id.'),
      service_principal: text('Object id.'),
    }),
  ),
  declared(
    'azure.entra.remove-federated-credential',
    'disable-federation',
    z.strictObject({ tenant: text('Tenant id.'), application: text('Object id.') }),
  ),
  declared(
    'azure.policy.freeze-gpu',
    'freeze-gpu',
    z.strictObject({ tenant: text('Tenant id.'), subscription: text('Subscription id.'), location: text('Location.') }),
  ),
  declared(
    'aws.test.all-types',
    'freeze-gpu',
    z.strictObject({
      account,
      count: z.int().min(1).max(5).optional(),
      ratio: z.number().optional(),
      loud: z.boolean().default(false),
      mode: z.enum(['soft', 'hard']).optional(),
      regions: z.array(z.string()).optional(),
      note: z.string().nullable().optional(),
    }),
  ),
]);
