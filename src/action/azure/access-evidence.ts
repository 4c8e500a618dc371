import type { Evidence, Receipt } from '../../domain/action.ts';
import { Fault } from '../../domain/fault.ts';
import type { Access, KeptAssignment } from './access.ts';
import type { AzureCloud } from './cloud.ts';
import type { DirectoryPrincipal } from './directory.ts';
import { ROLE_SETTLES_SECONDS } from './lifetimes.ts';

/** Asked about every scope that the principal had a role on: reading, making machines, and giving rights away. */
const ACTIONS = [
  'Microsoft.Resources/subscriptions/resourceGroups/read',
  'Microsoft.Compute/virtualMachines/read',
  'Microsoft.Compute/virtualMachines/write',
  'Microsoft.MachineLearningServices/workspaces/computes/write',
  'Microsoft.Authorization/roleAssignments/write',
];

interface Look {
  inputs: { subscription: string; service_principal: string };
  receipt: Receipt<{ enabled: boolean; assignments: KeptAssignment[] }>;
  principal: DirectoryPrincipal;
  access: Access;
  cloud: AzureCloud;
  now: Date;
  signal: AbortSignal;
}

/** What is read back, and what Azure's decision engine says about a token that the principal may still hold. */
export async function accessEvidence(look: Look): Promise<Evidence[]> {
  const { principal, access } = look;
  const total = access.own.length;
  return [
    {
      kind: 'config',
      asked: 'read the service principal',
      saw: principal.accountEnabled ? 'enabled' : 'disabled',
      ok: !principal.accountEnabled,
    },
    {
      kind: 'config',
      asked: 'list its role assignments in the subscription',
      saw: total === 0 ? 'none' : `${total} left`,
      ok: total === 0,
    },
    await effect(look),
  ];
}

async function effect(look: Look): Promise<Evidence> {
  const { inputs, receipt, cloud, signal } = look;
  const subscription = cloud.subscription(inputs.subscription);
  const root = `/subscriptions/${inputs.subscription}`;
  const scopes = [...new Set([root, ...receipt.prior.assignments.map(({ scope }) => scope)])];
  const asked = `ask Azure whether it may do ${ACTIONS.length} kinds of things on ${scopes.length} scopes`;
  try {
    const open: string[] = [];
    for (const scope of scopes) {
      const decisions = await subscription.mayDo(inputs.service_principal, scope, ACTIONS, signal);
      open.push(...decisions.filter(({ allowed }) => allowed).map(({ action }) => `${action} on ${scope}`));
    }
    const saw = open.length === 0 ? 'none of them' : `still allowed: ${open.slice(0, 3).join(', ')}`;
    return { kind: 'effect', asked, saw, ok: open.length === 0 };
  } catch (error) {
    // The engine is a preview that a tenant may not have. Without it there is only Azure's own bound to wait for.
    if (error instanceof Fault && ['azure.not-found', 'azure.invalid'].includes(error.code)) return afterTheBound(look);
    throw error;
  }
}

function afterTheBound({ receipt, access, now }: Look): Evidence {
  const left = access.own.length + access.above.length + access.throughGroups.length;
  const since = receipt.applied ? Math.floor((now.getTime() - Date.parse(receipt.applied.at)) / 1000) : 0;
  return {
    kind: 'effect',
    asked: `list all roles that reach the subscription, groups included, ${ROLE_SETTLES_SECONDS} s after their removal`,
    saw: `${left} roles after ${since} s`,
    ok: left === 0 && since >= ROLE_SETTLES_SECONDS,
  };
}
