import type { JsonObject } from '../../domain/json.ts';
import { isGpuFamily, isGpuSize } from './gpu-policy.ts';
import type { GpuMachine, Subscription, WorkspaceQuota } from './subscription.ts';

/** A GPU machine with its power state. */
export type Powered = GpuMachine & { power: string };

export type KeptQuota = { id: string; type: string; family: string; limit: number } & JsonObject;

/** States in which a machine neither works nor costs its price. */
const AT_REST = new Set(['deallocated', 'deallocating']);

export const isAtRest = ({ power }: Powered) => AT_REST.has(power);

/** GPU machines of the subscription, sorted by id. */
export async function gpuMachines(subscription: Subscription, signal: AbortSignal): Promise<Powered[]> {
  const found = (await subscription.machines(signal)).filter(({ size }) => isGpuSize(size));
  const sorted = found.sort((a, b) => (a.id.toLowerCase() < b.id.toLowerCase() ? -1 : 1));
  return Promise.all(sorted.map(async (one) => ({ ...one, power: await subscription.power(one, signal) })));
}

/** Quotas of workspaces on GPU families in one place, sorted by id. */
export async function gpuQuotas(
  subscription: Subscription,
  location: string,
  signal: AbortSignal,
): Promise<KeptQuota[]> {
  const found: WorkspaceQuota[] = (await subscription.quotas(location, signal)).filter(({ family }) =>
    isGpuFamily(family),
  );
  return found.map((quota) => ({ ...quota })).sort((a, b) => (a.id.toLowerCase() < b.id.toLowerCase() ? -1 : 1));
}

/** Cores as a person reads them; Azure writes -1 for no limit. */
export function cores(limit: number): string {
  return limit < 0 ? 'no limit' : `${limit} cores`;
}
