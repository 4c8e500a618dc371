import { z } from 'zod';
import { action, type Verification } from '../../../domain/action.ts';
import type { AzureCloud } from '../cloud.ts';
import { DENIES, freezeDifference, quotaChange, stopped, subscriptionOf } from '../freeze-difference.ts';
import { lookAtFreeze } from '../freeze-evidence.ts';
import { freezeOf, policyChanges, standing } from '../freeze-policy.ts';
import { gpuMachines, gpuQuotas, isAtRest } from '../gpu-use.ts';
import { subscriptionInput, tenantInput } from '../inputs.ts';
import { POLICY_SETTLES_SECONDS } from '../lifetimes.ts';

export default action<AzureCloud>()({
  id: 'azure.policy.freeze-gpu',
  cloud: 'azure',
  kind: 'freeze-gpu',
  title: 'Freeze GPU machines in subscription {subscription}',
  docs:
    'Assigns a policy that denies creating or changing machines, scale sets, cluster pools and machine learning computes with GPUs anywhere in the subscription, sets the GPU quotas of machine learning workspaces in one place to 0, and deallocates the GPU machines that run. ' +
    'Verification reads all of it back and validates the deployment of a GPU machine, which this very policy must refuse. ' +
    'Deallocating loses temporary disks and memory. A release lifts the policy and restores the quotas, and starts no machine: some of them may be the attacker’s, capacity may be gone, and starting costs money, so that is left to a person.',
  inputs: z.strictObject({
    tenant: tenantInput,
    subscription: subscriptionInput,
    location: z
      .string()
      .regex(/^[a-z0-9]+$/, 'must be a location name such as westeurope')
      .describe('Location of the workspace quotas and of the trial deployment. The policy holds everywhere.'),
  }),
  target: 'subscription',
  example: {
    tenant: '11111111-aaaa-4aaa-8aaa-111111111111',
    subscription: '22222222-bbbb-4bbb-8bbb-222222222222',
    location: 'westeurope',
  },
  permissions: {
    read: [
      'Microsoft.Authorization/policyDefinitions/read',
      'Microsoft.Authorization/policyAssignments/read',
      'Microsoft.MachineLearningServices/locations/quotas/read',
      'Microsoft.Compute/virtualMachines/read',
      'Microsoft.Compute/virtualMachines/instanceView/read',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Resources/deployments/validate/action',
    ],
    write: [
      'Microsoft.Authorization/policyDefinitions/write',
      'Microsoft.Authorization/policyDefinitions/delete',
      'Microsoft.Authorization/policyAssignments/write',
      'Microsoft.Authorization/policyAssignments/delete',
      'Microsoft.MachineLearningServices/locations/updateQuotas/action',
      'Microsoft.Compute/virtualMachines/deallocate/action',
    ],
  },
  effect: 'desired-state',
  reversible: 'partly',
  notStopped: [
    'Starting a GPU machine that is deallocated: policies see only creating and changing. Take the role that allows starting.',
    'GPU machines that run in scale sets, clusters, machine learning computes, Batch and Databricks: the policy keeps them from growing by new sizes only.',
    'Serverless jobs of Azure Machine Learning and calls of hosted models.',
    'Workspace quotas in other locations, and other subscriptions.',
  ],
  attack: ['T1496.001', 'T1578.002', 'T1578.005'],
  d3fend: ['D3-UAP'],
  sources: [
    'https://learn.microsoft.com/azure/governance/policy/concepts/effect-deny',
    'https://learn.microsoft.com/rest/api/policy/policy-assignments/create',
    'https://learn.microsoft.com/rest/api/azureml/quotas/update',
    'https://learn.microsoft.com/rest/api/compute/virtual-machines/deallocate',
    'https://learn.microsoft.com/rest/api/resources/deployments/validate',
  ],
  settlesWithinSeconds: POLICY_SETTLES_SECONDS,

  async plan(inputs, cloud, { marker, signal }) {
    const subscription = subscriptionOf(inputs, cloud);
    const freeze = freezeOf(inputs.subscription, marker);
    const now = await standing(subscription, freeze, signal);
    const quotas = await gpuQuotas(subscription, inputs.location, signal);
    const machines = await gpuMachines(subscription, signal);
    return {
      changes: [
        ...policyChanges(freeze, now, (is) => is !== 'ours', { before: null, after: DENIES }),
        ...quotas.filter(({ limit }) => limit !== 0).map((quota) => quotaChange(quota, quota.limit, 0)),
        ...machines.filter((machine) => !isAtRest(machine)).map(stopped),
      ],
      prior: {
        frozen: now.assignment !== 'missing',
        quotas,
        machines: machines.map(({ id, name, power }) => ({ id, name, power })),
      },
      basis: { subscription: inputs.subscription },
      residual: [
        {
          what: 'GPU machines that are made before the policy is in force',
          forSeconds: POLICY_SETTLES_SECONDS,
          why: 'A new assignment takes about 5 minutes. Verification names such machines, and the step can be retried.',
        },
      ],
      safeReleaseAfterSeconds: 0,
    };
  },

  async apply(inputs, receipt, cloud, { marker, signal }) {
    const subscription = subscriptionOf(inputs, cloud);
    const freeze = freezeOf(inputs.subscription, marker);
    const before = await standing(subscription, freeze, signal);
    if (before.definition !== 'ours') await subscription.writePolicyDefinition(freeze.name, freeze.definition, signal);
    if (before.assignment !== 'ours') await subscription.writePolicyAssignment(freeze.name, freeze.assignment, signal);
    const raised = (await gpuQuotas(subscription, inputs.location, signal)).filter(({ limit }) => limit !== 0);
    // Before the quotas, because a quota that cannot be lowered must not keep machines running.
    const running = (await gpuMachines(subscription, signal)).filter((machine) => !isAtRest(machine));
    await Promise.all(running.map((machine) => subscription.deallocate(machine, signal)));
    if (raised.length > 0) {
      const zero = raised.map((quota) => ({ ...quota, limit: 0 }));
      await subscription.writeQuotas(inputs.location, zero, signal);
    }
    const earlier = receipt.applied?.written.stopped;
    const stoppedIds = [...new Set([...(Array.isArray(earlier) ? earlier : []), ...running.map(({ id }) => id)])];
    return {
      changes: [
        ...policyChanges(freeze, before, (is) => is !== 'ours', { before: null, after: DENIES }),
        ...raised.map((quota) => quotaChange(quota, quota.limit, 0)),
        ...running.map(stopped),
      ],
      at: (await cloud.now()).toISOString(),
      written: { assignment: freeze.assignmentId, stopped: stoppedIds },
    };
  },

  async verify(inputs, receipt, cloud, { marker, signal }): Promise<Verification> {
    const subscription = subscriptionOf(inputs, cloud);
    const freeze = freezeOf(inputs.subscription, marker);
    const {
      policy,
      open: raised,
      awake,
      stopping,
      evidence,
    } = await lookAtFreeze(subscription, freeze, inputs.location, signal);
    const at = (await cloud.now()).toISOString();
    if (evidence.every(({ ok }) => ok)) return { state: 'contained', evidence, at };
    if (!receipt.applied) return { state: 'pending', evidence, at, note: 'Not applied yet.' };
    const drift = [
      ...(policy.definition === 'ours' && policy.assignment === 'ours' ? [] : ['the policy is not as it was written']),
      ...raised.map(({ family, limit }) => `the quota of ${family} is ${limit}`),
      ...awake.map(({ name, power }) => `${name} is ${power}`),
    ];
    if (drift.length > 0) return { state: 'drifted', evidence, at, note: `Since it was applied, ${drift.join('; ')}.` };
    const note =
      stopping.length > 0
        ? 'Machines are still being deallocated.'
        : 'The policy is not in force yet: Azure needs about 5 minutes.';
    return { state: 'pending', evidence, at, note };
  },

  async planRelease(inputs, receipt, cloud, { marker, signal }) {
    const { changes, kept, now, quotas } = await freezeDifference(inputs, receipt, cloud, marker, signal);
    return { changes, kept, basis: { ...now, quotas }, at: (await cloud.now()).toISOString() };
  },

  async release(inputs, receipt, cloud, { marker, signal }) {
    const { changes, kept, now, lowered, freeze } = await freezeDifference(inputs, receipt, cloud, marker, signal);
    const subscription = subscriptionOf(inputs, cloud);
    if (!receipt.prior.frozen && now.assignment === 'ours')
      await subscription.removePolicyAssignment(freeze.name, signal);
    if (!receipt.prior.frozen && now.definition === 'ours' && now.assignment !== 'changed') {
      await subscription.removePolicyDefinition(freeze.name, signal);
    }
    if (lowered.length > 0) await subscription.writeQuotas(inputs.location, lowered, signal);
    return { changes, kept, at: (await cloud.now()).toISOString() };
  },
});
