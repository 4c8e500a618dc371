import { z } from 'zod';
import type { Access } from '../../domain/action.ts';

const guid = (what: string) =>
  z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be a GUID in lower case')
    .describe(what);

const subscription = z.strictObject({
  id: guid('Subscription id, as in `az account list`.'),
  name: z.string().min(1).optional().describe('What people call this subscription. The id when not given.'),
});

const tenant = z.strictObject({
  id: guid('Tenant (directory) id.'),
  name: z.string().min(1).optional().describe('What people call this tenant. The id when not given.'),
  reader_client_id: guid('Client id of the app registration or managed identity that plans and verifies.'),
  responder_client_id: guid('Client id of the one that contains and releases. Held by the worker alone.'),
  subscriptions: z.array(subscription).default([]).describe('Subscriptions of this tenant that Quell may act in.'),
});

/** The `azure:` section of quell.yaml. */
export const azureConfig = z.strictObject({
  tenants: z.array(tenant).default([]).describe('Entra ID tenants that Quell may act in.'),
  token_file: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File with the token of workload identity federation. AZURE_FEDERATED_TOKEN_FILE when not given; a managed identity when there is neither.',
    ),
});

export type AzureConfig = z.infer<typeof azureConfig>;
export type AzureConfigInput = z.input<typeof azureConfig>;

/** Replaces endpoints and credentials, and nothing else. The range passes it; production leaves it out. */
export interface AzureAccess {
  /** Origins, https only: `https://127.0.0.1:40123`. */
  login: string;
  graph: string;
  resourceManager: string;
  /** PEM of the authority that signed the endpoints' certificate. */
  ca: string;
  /** The federated token that stands for Quell's reader or responder. */
  assertion(access: Access): Promise<string>;
}
