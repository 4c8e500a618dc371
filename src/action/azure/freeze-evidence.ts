import type { Evidence } from '../../domain/action.ts';
import { type Freeze, type Standing, standing } from './freeze-policy.ts';
import { trialMachine } from './gpu-policy.ts';
import { gpuMachines, gpuQuotas, isAtRest, type KeptQuota, type Powered } from './gpu-use.ts';
import type { Subscription } from './subscription.ts';

export interface FreezeLook {
  policy: { definition: Standing; assignment: Standing };
  /** Quotas that are not zero. */
  open: KeptQuota[];
  /** Machines that are not at rest. */
  awake: Powered[];
  /** Machines that were told to stop and have not come to rest. */
  stopping: Powered[];
  evidence: Evidence[];
}

/** Reads back all three parts of a freeze, and tries to deploy a GPU machine. */
export async function lookAtFreeze(
  subscription: Subscription,
  freeze: Freeze,
  location: string,
  signal: AbortSignal,
): Promise<FreezeLook> {
  const policy = await standing(subscription, freeze, signal);
  const open = (await gpuQuotas(subscription, location, signal)).filter(({ limit }) => limit !== 0);
  const machines = await gpuMachines(subscription, signal);
  const awake = machines.filter((machine) => !isAtRest(machine));
  const stopping = machines.filter(({ power }) => power === 'deallocating');
  const busy = [...awake, ...stopping].map(({ name, power }) => `${name} is ${power}`).join(', ');
  const evidence: Evidence[] = [
    {
      kind: 'config',
      asked: 'read the policy definition and its assignment',
      saw: `definition ${words(policy.definition)}, assignment ${words(policy.assignment)}`,
      ok: policy.definition === 'ours' && policy.assignment === 'ours',
    },
    {
      kind: 'config',
      asked: `read the workspace quotas of GPU families in ${location}`,
      saw: open.length === 0 ? 'all 0' : open.map(({ family, limit }) => `${family} ${limit}`).join(', '),
      ok: open.length === 0,
    },
    {
      kind: 'config',
      asked: 'read the power state of all GPU machines',
      saw: busy || `${machines.length} deallocated`,
      ok: busy === '',
    },
    await trial(subscription, freeze, location, signal),
  ];
  return { policy, open, awake, stopping, evidence };
}

const words = (standing: Standing) => (standing === 'ours' ? 'as written' : standing);

/** The deployment is validated and never made: the answer must name this very assignment. */
async function trial(
  subscription: Subscription,
  freeze: Freeze,
  location: string,
  signal: AbortSignal,
): Promise<Evidence> {
  const asked = `validate the deployment of a GPU machine in ${location}`;
  const [group] = (await subscription.resourceGroups(signal)).sort();
  if (!group) return { kind: 'effect', asked, saw: 'there is no resource group to try it in', ok: false };
  const { accepted, refusals } = await subscription.tryDeployment(group, [trialMachine(location)], signal);
  if (accepted) return { kind: 'effect', asked, saw: 'accepted', ok: false };
  const ours = refusals.some(
    ({ code, assignments }) =>
      code === 'RequestDisallowedByPolicy' &&
      assignments.some((id) => id.toLowerCase() === freeze.assignmentId.toLowerCase()),
  );
  const codes = [...new Set(refusals.map(({ code }) => code))].join(', ');
  return { kind: 'effect', asked, saw: ours ? `RequestDisallowedByPolicy by ${freeze.name}` : codes, ok: ours };
}
