import type { Change, Receipt } from '../../domain/action.ts';
import type { AzureCloud } from './cloud.ts';
import { freezeOf, policyChanges, standing } from './freeze-policy.ts';
import { cores, gpuMachines, gpuQuotas, isAtRest, type KeptQuota, type Powered } from './gpu-use.ts';
import { sameTenant } from './inputs.ts';

type KeptMachine = { id: string; name: string; power: string };
/** What stood before a freeze. `frozen` tells that a freeze of this very incident stood already. */
export type PriorUse = { frozen: boolean; quotas: KeptQuota[]; machines: KeptMachine[] };
export type FreezeInputs = { tenant: string; subscription: string; location: string };

export const DENIES = 'denies GPU machines';

/** The subscription of a step. @throws Fault where the step names another tenant. */
export function subscriptionOf({ tenant, subscription }: FreezeInputs, cloud: AzureCloud) {
  sameTenant(tenant, cloud);
  return cloud.subscription(subscription);
}

export function quotaChange({ id, family }: KeptQuota, from: number, to: number): Change {
  return { resource: id, field: `workspace quota of ${family}`, before: cores(from), after: cores(to) };
}

export function stopped({ id, power }: Powered): Change {
  return { resource: id, field: 'power', before: power, after: 'deallocated' };
}

/** What is still as Quell left it goes back; what somebody else changed since, and the machines, stay. */
export async function freezeDifference(
  inputs: FreezeInputs,
  receipt: Receipt<PriorUse>,
  cloud: AzureCloud,
  marker: string,
  signal: AbortSignal,
) {
  const subscription = subscriptionOf(inputs, cloud);
  const freeze = freezeOf(inputs.subscription, marker);
  const now = await standing(subscription, freeze, signal);
  const quotas = await gpuQuotas(subscription, inputs.location, signal);
  const machines = await gpuMachines(subscription, signal);
  const { prior } = receipt;
  const current = new Map(quotas.map((quota) => [quota.id.toLowerCase(), quota]));
  const changedSince = prior.quotas.filter((old) => {
    const limit = current.get(old.id.toLowerCase())?.limit;
    return limit !== undefined && limit !== 0 && limit !== old.limit;
  });
  const lowered = prior.quotas.filter((old) => old.limit !== 0 && current.get(old.id.toLowerCase())?.limit === 0);
  // Machines that ran when the receipt was written, and those that Quell found running later.
  const written = receipt.applied?.written.stopped;
  const ran = new Set([
    ...prior.machines.filter(({ power }) => power === 'running' || power === 'starting').map(({ id }) => id),
    ...(Array.isArray(written) ? written : []),
  ]);
  const resting = machines.filter((machine) => ran.has(machine.id) && isAtRest(machine));
  // A definition that a changed assignment still uses cannot go.
  const goes = prior.frozen
    ? []
    : policyChanges(
        freeze,
        { ...now, definition: now.assignment === 'changed' ? 'changed' : now.definition },
        (is) => is === 'ours',
        { before: DENIES, after: null },
      );
  return {
    freeze,
    now,
    quotas,
    lowered,
    changes: [...goes, ...lowered.map((old) => quotaChange(old, 0, old.limit))],
    kept: [
      ...policyChanges(freeze, now, (is) => is === 'changed', { before: DENIES, after: 'changed by somebody else' }),
      ...changedSince.map((old) => quotaChange(old, old.limit, current.get(old.id.toLowerCase())!.limit)),
      ...resting.map(
        (machine): Change => ({
          ...stopped({ ...machine, power: 'running' }),
          after: `${machine.power}, to be started by a person`,
        }),
      ),
    ],
  };
}
