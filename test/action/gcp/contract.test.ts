import denyPrincipal from '../../../src/action/gcp/iam/deny-principal.ts';
import disableServiceAccount from '../../../src/action/gcp/iam/disable-service-account.ts';
import disablePool from '../../../src/action/gcp/iam/disable-workload-identity-pool.ts';
import revokeWorkforceSessions from '../../../src/action/gcp/iam/revoke-workforce-sessions.ts';
import freezeGpu from '../../../src/action/gcp/quota/freeze-gpu.ts';
import type { RangeCloud } from '../../../src/range/cloud.ts';
import { type GcpRange, startGcp } from '../../../src/range/gcp/start.ts';
import { keepsTheContract } from '../contract.ts';

keepsTheContract(disableServiceAccount, startGcp);
keepsTheContract(disablePool, startGcp);
keepsTheContract(revokeWorkforceSessions, startGcp);
keepsTheContract(denyPrincipal, startGcp);
keepsTheContract(freezeGpu, startGcp);

/** Changes of the platform team that stood before the incident: an override, a policy, a provider that is off. */
async function byHand(range: RangeCloud, method: string, path: string, body: unknown): Promise<void> {
  const { endpoint, ownerToken } = range as GcpRange;
  const headers = { authorization: `Bearer ${ownerToken()}`, 'content-type': 'application/json' };
  const response = await fetch(`${endpoint}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
}

const COMPUTE = '/serviceusage.googleapis.com/v1beta1/projects/ml-prod/services/compute.googleapis.com';
const A100 = `${COMPUTE}/consumerQuotaMetrics/compute.googleapis.com%2Fnvidia_a100_gpus/limits/%2Fproject%2Fregion`;
const ADJUSTER = '/cloudquotas.googleapis.com/v1beta/projects/ml-prod/locations/global/quotaAdjusterSettings';
const POLICIES = '/v2/policies/cloudresourcemanager.googleapis.com%2Fprojects%2Fml-prod/denypolicies';
const PROVIDERS = '/v1/projects/ml-prod/locations/global/workloadIdentityPools/train-eu/providers';

keepsTheContract(
  { ...freezeGpu, id: `${freezeGpu.id}, over an override and without the adjuster` },
  startGcp,
  async (range) => {
    await byHand(range, 'POST', `${A100}/consumerOverrides?force=true`, {
      overrideValue: '4',
      dimensions: { region: 'europe-west4' },
    });
    await byHand(range, 'PATCH', `${ADJUSTER}?updateMask=enablement`, { enablement: 'DISABLED' });
  },
);

const FAMILY = A100.replace('nvidia_a100_gpus', 'gpus_per_gpu_family').replace('region', 'region%2Fgpu_family');
keepsTheContract({ ...freezeGpu, id: `${freezeGpu.id}, over an override of what was not granted` }, startGcp, (range) =>
  byHand(range, 'POST', `${FAMILY}/consumerOverrides?force=true`, {
    overrideValue: '4',
    dimensions: { region: 'europe-west4', gpu_family: 'NVIDIA_L4' },
  }),
);

keepsTheContract({ ...denyPrincipal, id: `${denyPrincipal.id}, beside another policy` }, startGcp, async (range) => {
  const denyRule = {
    deniedPrincipals: ['principalSet://goog/public:all'],
    exceptionPrincipals: [],
    deniedPermissions: ['iam.googleapis.com/serviceAccountKeys.create'],
  };
  await byHand(range, 'POST', `${POLICIES}?policyId=no-keys`, { displayName: 'No keys', rules: [{ denyRule }] });
});

keepsTheContract({ ...disablePool, id: `${disablePool.id}, beside a closed provider` }, startGcp, (range) =>
  byHand(range, 'PATCH', `${PROVIDERS}/cluster?updateMask=disabled`, { disabled: true }),
);
