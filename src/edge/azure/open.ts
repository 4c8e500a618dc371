import type { AzureCloud } from '../../action/azure/cloud.ts';
import type { Subscription } from '../../action/azure/subscription.ts';
import type { Access } from '../../domain/action.ts';
import { armClients } from './arm-clients.ts';
import { authorizationOf } from './authorization.ts';
import type { AzureAccess, AzureConfig } from './config.ts';
import { directoryOver } from './directory.ts';
import { doorOf } from './door.ts';
import { azureFault } from './fault.ts';
import { faultsOnly } from './faults-only.ts';
import { governanceOf } from './governance.ts';
import { machinesOf } from './machines.ts';
import { restAt } from './rest.ts';
import { SCOPES, signInAs } from './signin.ts';

const PUBLIC = {
  login: 'https://login.microsoftonline.com',
  graph: 'https://graph.microsoft.com',
  resourceManager: 'https://management.azure.com',
};

/** Opens one tenant as the reader or the responder. Signs in at once, so that a missing grant is met here and not half way. */
export async function openAzure(
  tenant: AzureConfig['tenants'][number],
  access: Access,
  tokenFile?: string,
  range?: AzureAccess,
): Promise<AzureCloud> {
  const { login, graph, resourceManager } = range ?? PUBLIC;
  const ca = range?.ca;
  const signIn = signInAs(tenant, access, tokenFile, range);
  // Both are awaited, whatever becomes of the other: nothing of a failed attempt goes on behind the caller's back.
  const tokens = await Promise.allSettled([signIn.token(SCOPES.graph), signIn.token(SCOPES.arm)]);
  for (const token of tokens) if (token.status === 'rejected') throw token.reason;
  const door = doorOf(tenant.id, login, ca);
  const arm = restAt(resourceManager, SCOPES.arm, signIn, ca);
  const subscriptions = new Map<string, Subscription>(
    tenant.subscriptions.map(({ id }) => {
      const clients = armClients(id, resourceManager, signIn, ca);
      const parts = { ...authorizationOf(clients, arm), ...governanceOf(id, clients, arm), ...machinesOf(clients) };
      return [id, faultsOnly({ id, ...parts })];
    }),
  );
  return {
    tenant: tenant.id,
    own: [tenant.reader_client_id, tenant.responder_client_id],
    now: door.now,
    tryFederation: door.tryFederation,
    directory: faultsOnly(directoryOver(restAt(graph, SCOPES.graph, signIn, ca))),
    subscription(id) {
      const found = subscriptions.get(id);
      if (!found)
        throw azureFault('unknown-target', `No Azure subscription ${id} is configured in tenant ${tenant.id}.`);
      return found;
    },
  };
}
