/** Sizes of machines with GPUs or other accelerators. Policies compare without case. */
export const GPU_SIZES = 'Standard_N*';

/** The same for answers of Azure. */
export function isGpuSize(size: string): boolean {
  return /^standard_n/i.test(size);
}

/** Families of Azure Machine Learning quotas are written with and without spaces: `standardNCADSA100v4Family`. */
export function isGpuFamily(family: string): boolean {
  return /^standard[ _]?n/i.test(family);
}

const isType = (type: string) => ({ field: 'type', equals: type });

/** One kind of resource whose size stands in one place. */
const sized = (type: string, field: string) => ({ allOf: [isType(type), { field, like: GPU_SIZES }] });

const CLUSTERS = 'Microsoft.ContainerService/managedClusters';
const WORKSPACES = 'Microsoft.MachineLearningServices/workspaces';

/**
 * Denies making or changing anything that has GPU machines. `All` rather than `Indexed`, because pools, computes and
 * deployments have neither tags nor, some of them, a place.
 */
export const GPU_POLICY = {
  policyType: 'Custom',
  mode: 'All',
  description:
    'Denies creating or changing machines, scale sets, cluster pools and machine learning computes with GPUs.',
  policyRule: {
    if: {
      anyOf: [
        sized('Microsoft.Compute/virtualMachines', 'Microsoft.Compute/virtualMachines/sku.name'),
        sized('Microsoft.Compute/virtualMachineScaleSets', 'Microsoft.Compute/virtualMachineScaleSets/sku.name'),
        sized(`${CLUSTERS}/agentPools`, `${CLUSTERS}/agentPools/vmSize`),
        {
          allOf: [
            isType(CLUSTERS),
            {
              count: {
                field: `${CLUSTERS}/agentPoolProfiles[*]`,
                where: { field: `${CLUSTERS}/agentPoolProfiles[*].vmSize`, like: GPU_SIZES },
              },
              greater: 0,
            },
          ],
        },
        sized(`${WORKSPACES}/computes`, `${WORKSPACES}/computes/vmSize`),
        sized(`${WORKSPACES}/onlineEndpoints/deployments`, `${WORKSPACES}/onlineEndpoints/deployments/instanceType`),
      ],
    },
    // biome-ignore lint/suspicious/noThenProperty: Azure's own word in a policy rule.
    then: { effect: 'deny' },
  },
} as const;

/** A machine that the policy must refuse: what a trial deployment asks for. */
export function trialMachine(location: string): object {
  return {
    type: 'Microsoft.Compute/virtualMachines',
    apiVersion: '2024-07-01',
    name: 'quell-trial',
    location,
    properties: {
      hardwareProfile: { vmSize: 'Standard_NC24ads_A100_v4' },
      storageProfile: {
        imageReference: { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' },
        osDisk: { createOption: 'FromImage' },
      },
      networkProfile: { networkInterfaces: [] },
    },
  };
}
