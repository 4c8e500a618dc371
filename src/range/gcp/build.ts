import type { Kernel } from '../kernel.ts';
import { WORLD } from '../world.ts';
import { publicJwk } from './issuer.ts';
import { federated, poolName } from './principal.ts';
import { dimensionKey, type Limit, type Pool, type ServiceAccount, type State } from './state.ts';

const { gcp } = WORLD;

/** Quell's own way in, apart from the pool that an incident may close. */
export const QUELL = { pool: 'quell', provider: 'workers', issuer: 'https://oidc.quell.example', subject: 'quell' };

/** The person who may change the world by hand: what drift is made of. */
export const OWNER = 'owner@ml-prod.iam.gserviceaccount.com';

export function audienceOf(pool: string, provider: string): string {
  return `//iam.googleapis.com/${poolName(pool)}/providers/${provider}`;
}

/** The world as it is before anything happens: one project, two pools, four service accounts, and GPU quota. */
export function buildState(kernel: Kernel): State {
  const trainer = federated(gcp.pool, WORLD.subject).member;
  const quell = {
    role: 'roles/iam.serviceAccountTokenCreator',
    members: [federated(QUELL.pool, QUELL.subject).member],
  };
  const account = (email: string, uniqueId: string, description: string, bindings: ServiceAccount['bindings'] = []) =>
    [email, { email, uniqueId, description, disabled: kernel.settling(false), bindings }] as const;
  const sa = (email: string) => `serviceAccount:${email}`;
  return {
    kernel,
    organizationBindings: [
      { role: `organizations/${gcp.organization}/roles/quellReader`, members: [sa(gcp.reader)] },
      { role: `organizations/${gcp.organization}/roles/quellResponder`, members: [sa(gcp.responder)] },
    ],
    projectBindings: [
      { role: `projects/${gcp.project}/roles/quellReader`, members: [sa(gcp.reader)] },
      { role: `projects/${gcp.project}/roles/quellResponder`, members: [sa(gcp.responder)] },
      { role: 'roles/compute.instanceAdmin.v1', members: [sa(gcp.serviceAccount)] },
      { role: 'roles/storage.objectViewer', members: [sa(gcp.serviceAccount), staff()] },
      { role: 'roles/owner', members: [sa(OWNER)] },
    ],
    serviceAccounts: new Map([
      account(gcp.serviceAccount, '100000000000000000001', 'Trains models', [
        { role: 'roles/iam.workloadIdentityUser', members: [trainer] },
      ]),
      account(gcp.reader, '100000000000000000002', 'Quell, looking', [quell]),
      account(gcp.responder, '100000000000000000003', 'Quell, acting', [quell]),
      account(OWNER, '100000000000000000004', 'The platform team'),
    ]),
    pools: new Map([
      pool(kernel, gcp.pool, 'Training cluster, EU', gcp.provider, WORLD.issuer),
      pool(kernel, QUELL.pool, 'Quell', QUELL.provider, QUELL.issuer),
    ]),
    workforcePools: new Map([
      [
        gcp.workforcePool,
        {
          id: gcp.workforcePool,
          parent: `organizations/${gcp.organization}`,
          sessionSeconds: 3600,
          revoked: new Map(),
        },
      ],
    ]),
    denyPolicies: new Map(),
    limits: limits(),
    overrides: new Map(),
    adjuster: kernel.settling<'ENABLED' | 'DISABLED' | 'DEFAULT'>('ENABLED'),
    instances: new Map([['train-0', { zone: gcp.zone, machineType: 'a2-highgpu-1g' }]]),
    sessions: new Map(),
    operations: new Map(),
  };
}

function staff(): string {
  return `principal://iam.googleapis.com/locations/global/workforcePools/${gcp.workforcePool}/subject/${gcp.workforceSubject}`;
}

function pool(kernel: Kernel, id: string, displayName: string, provider: string, issuer: string): [string, Pool] {
  // Each pool has a second, older door: closing a provider is not closing a pool.
  const providers = new Map(
    [provider, `${provider}-old`].map((door) => [
      door,
      { id: door, issuer, audience: audienceOf(id, door), jwk: publicJwk(), disabled: kernel.settling(false) },
    ]),
  );
  return [id, { id, displayName, disabled: kernel.settling(false), providers }];
}

function limits(): Limit[] {
  const granted = (entries: [Record<string, string>, number][]) =>
    new Map(entries.map(([dimensions, value]) => [dimensionKey(dimensions), value]));
  return [
    {
      metric: 'compute.googleapis.com/cpus',
      quotaId: 'CPUS-per-project-region',
      unit: '1/{project}/{region}',
      granted: granted([[{ region: 'europe-west4' }, 640]]),
    },
    {
      metric: 'compute.googleapis.com/gpus_all_regions',
      quotaId: 'GPUS-ALL-REGIONS-per-project',
      unit: '1/{project}',
      granted: granted([[{}, 64]]),
    },
    {
      metric: 'compute.googleapis.com/nvidia_a100_gpus',
      quotaId: 'NVIDIA-A100-GPUS-per-project-region',
      unit: '1/{project}/{region}',
      granted: granted([
        [{ region: 'europe-west4' }, 16],
        [{ region: 'us-central1' }, 8],
      ]),
    },
    {
      metric: 'compute.googleapis.com/gpus_per_gpu_family',
      quotaId: 'GPUS-PER-GPU-FAMILY-per-project-region',
      unit: '1/{project}/{region}/{gpu_family}',
      granted: granted([[{ region: 'europe-west4', gpu_family: 'NVIDIA_H100' }, 16]]),
    },
  ];
}
