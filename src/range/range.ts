import type { Cloud } from '../domain/action.ts';
import type { Identity } from '../domain/identity.ts';
import { startAws } from './aws/start.ts';
import { startAzure } from './azure/start.ts';
import type { RangeCloud } from './cloud.ts';
import { startGcp } from './gcp/start.ts';
import { Kernel, type KernelOptions } from './kernel.ts';
import { WORLD } from './world.ts';

/** Three simulated clouds under one clock. */
export interface Range {
  kernel: Kernel;
  clouds: Record<Cloud, RangeCloud>;
  close(): Promise<void>;
}

/** The stolen identity, as `identities` in quell.yaml would describe it. */
export const RANGE_IDENTITY: Identity = {
  name: 'ml-train',
  aws: { account: WORLD.aws.account, region: WORLD.aws.region, role: WORLD.aws.role },
  gcp: {
    organization: WORLD.gcp.organization,
    project: WORLD.gcp.project,
    region: WORLD.gcp.zone.replace(/-[a-z]$/, ''),
    service_account: WORLD.gcp.serviceAccount,
    pool: WORLD.gcp.pool,
  },
  azure: {
    tenant: WORLD.azure.tenant,
    subscription: WORLD.azure.subscription,
    location: WORLD.azure.location,
    application: WORLD.azure.application,
    service_principal: WORLD.azure.servicePrincipal,
  },
};

/** Starts a fresh world on loopback. */
export async function startRange(options: KernelOptions): Promise<Range> {
  const kernel = new Kernel(options);
  const [aws, gcp, azure] = await Promise.all([startAws(kernel), startGcp(kernel), startAzure(kernel)]);
  const clouds = { aws, gcp, azure };
  return {
    kernel,
    clouds,
    close: async () => {
      await Promise.all(Object.values(clouds).map((cloud) => cloud.close()));
    },
  };
}
