import type { AzureCloud } from '../../action/azure/cloud.ts';
import type { Access, CloudEdge } from '../../domain/action.ts';
import { checkTenants } from './check.ts';
import { type AzureAccess, type AzureConfigInput, azureConfig } from './config.ts';
import { azureFault } from './fault.ts';

/**
 * Azure and Entra ID as configured. Without `access` it signs in by workload identity or as a managed identity; with
 * it, at the endpoints and with the identity named there and with nothing else.
 */
export function azureEdge(config: AzureConfigInput, access?: AzureAccess): CloudEdge<AzureCloud> {
  const { tenants, token_file } = azureConfig.parse(config);
  const opened = new Map<string, Promise<AzureCloud>>();

  const open = async (target: string, wanted: Access): Promise<AzureCloud> => {
    const tenant = tenants.find((t) => t.id === target || t.subscriptions.some((s) => s.id === target));
    if (!tenant) throw azureFault('unknown-target', `No Azure tenant or subscription ${target} is configured.`);
    const key = `${tenant.id} ${wanted}`;
    let cloud = opened.get(key);
    if (!cloud) {
      // Microsoft's libraries take a tenth of a second to load: only whoever uses Azure pays for it.
      cloud = import('./open.ts').then(({ openAzure }) => openAzure(tenant, wanted, token_file, access));
      opened.set(key, cloud);
      // A failure is not remembered: the next attempt may find the network or the grant in place.
      cloud.catch(() => opened.delete(key));
    }
    return cloud;
  };

  return {
    cloud: 'azure',
    targets: () =>
      tenants.flatMap((tenant) => [tenant, ...tenant.subscriptions].map(({ id, name }) => ({ id, name: name ?? id }))),
    open,
    check: () => checkTenants(tenants, open),
    close: async () => opened.clear(),
  };
}
