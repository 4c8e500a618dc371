import { z } from 'zod';
import type { Subscription } from '../../action/azure/subscription.ts';
import type { ArmClients } from './arm-clients.ts';
import { all, checked } from './checked.ts';
import { azureFault } from './fault.ts';

type Part = Pick<Subscription, 'machines' | 'power' | 'deallocate' | 'quotas' | 'writeQuotas'>;

const Machine = z.object({
  id: z.string(),
  name: z.string(),
  location: z.string(),
  hardwareProfile: z.object({ vmSize: z.string() }),
});
const View = z.object({ statuses: z.array(z.object({ code: z.string() })) });
const Quota = z.object({
  id: z.string(),
  type: z.string(),
  limit: z.number(),
  name: z.object({ value: z.string() }),
});
const Updated = z.object({ value: z.array(z.object({ id: z.string(), status: z.string() })) });

/** Virtual machines and workspace quotas of one subscription. */
export function machinesOf(clients: ArmClients): Part {
  return {
    async machines(signal) {
      const client = await clients.compute();
      const found = await all('machines', Machine, client.virtualMachines.listAll({ abortSignal: signal }));
      return found.map(({ id, name, location, hardwareProfile }) => ({
        id,
        name,
        location,
        size: hardwareProfile.vmSize,
        group: /\/resourceGroups\/([^/]+)\//i.exec(id)?.[1] ?? '',
      }));
    },
    async power({ group, name }, signal) {
      const client = await clients.compute();
      const view = await client.virtualMachines.instanceView(group, name, { abortSignal: signal });
      const { statuses } = checked('the state of a machine', View, view);
      const state = statuses.find(({ code }) => code.startsWith('PowerState/'));
      return state ? state.code.slice('PowerState/'.length) : 'unknown';
    },
    async deallocate({ group, name }, signal) {
      const client = await clients.compute();
      // Stopping takes minutes: whether it came to an end is for verification to see.
      await client.virtualMachines.deallocate(group, name, { abortSignal: signal }).submitted();
    },
    async quotas(location, signal) {
      const client = await clients.machineLearning();
      const found = await all('workspace quotas', Quota, client.quotas.list(location, { abortSignal: signal }));
      return found.map(({ name, ...quota }) => ({ ...quota, family: name.value }));
    },
    async writeQuotas(location, quotas, signal) {
      const client = await clients.machineLearning();
      const value = quotas.map(({ id, type, limit }) => ({ id, type, limit, unit: 'Count' }));
      const { value: results } = checked(
        'workspace quotas',
        Updated,
        await client.quotas.update(location, { value }, { abortSignal: signal }),
      );
      // The call succeeds even when each of its lines failed.
      const failed = results.filter(({ status }) => status !== 'Success');
      if (failed.length === 0) return;
      const lines = failed.map(({ id, status }) => `${id.split('/').at(-1)}: ${status}`).join(', ');
      throw azureFault('conflict', `Azure Machine Learning did not accept every quota (${lines}).`, {
        fix: 'Where it says InvalidQuotaBelowClusterMinimum, set the minimum node count of that cluster to 0; then retry the step.',
        retry: 'when-fixed',
      });
    },
  };
}
