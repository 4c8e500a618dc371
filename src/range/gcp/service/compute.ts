import { apiError, refusal } from '../error.ts';
import { inProject } from '../place.ts';
import { adjust, type Demand, shortage, use } from '../quota.ts';
import type { Route } from '../route.ts';

const host = 'compute.googleapis.com';
const ZONE = '^/compute/v1/projects/(?<project>[^/]+)/zones/(?<zone>[^/]+)/instances';

/** Machine types with GPUs, and the quota that one of them takes in its region. */
const SHAPES: Record<string, (region: string) => Demand[]> = {
  'a2-highgpu-1g': (region) => [
    { metric: 'compute.googleapis.com/nvidia_a100_gpus', dimensions: { region }, amount: 1 },
    { metric: 'compute.googleapis.com/gpus_all_regions', dimensions: {}, amount: 1 },
  ],
  'a3-highgpu-8g': (region) => [
    {
      metric: 'compute.googleapis.com/gpus_per_gpu_family',
      dimensions: { region, gpu_family: 'NVIDIA_H100' },
      amount: 8,
    },
    { metric: 'compute.googleapis.com/gpus_all_regions', dimensions: {}, amount: 8 },
  ],
  'e2-small': () => [],
};

/** Compute Engine, machines alone. Quota decides whether a machine with GPUs can be made. */
export const computeRoutes: Route[] = [
  {
    host,
    method: 'POST',
    path: new RegExp(`${ZONE}$`),
    write: true,
    permission: 'compute.instances.create',
    on: ({ project }) => inProject(project),
    handle: ({ state, path, body }) => {
      const name = String(body.name);
      const zone = path.zone!;
      const machineType = String(body.machineType).split('/').at(-1)!;
      if (state.instances.has(name)) throw apiError(409, 'ALREADY_EXISTS', `The resource ${name} already exists.`);
      if (!SHAPES[machineType]) throw apiError(400, 'INVALID_ARGUMENT', `Invalid machine type ${machineType}.`);
      const region = zone.replace(/-[a-z]$/, '');
      const short = SHAPES[machineType](region)
        .map((demand) => shortage(state, demand, used(state, demand)))
        .find((s) => s !== undefined);
      if (short) {
        adjust(state, short);
        const metric = short.metric.split('/')[1]!.toUpperCase();
        const message = `Quota '${metric}' exceeded.  Limit: ${short.limit}.0 in region ${region}.`;
        throw refusal(403, 'RESOURCE_EXHAUSTED', message, `quotaExceeded: ${message}`, {
          reason: 'quotaExceeded',
          domain: 'usageLimits',
          metadata: {},
        });
      }
      state.instances.set(name, { zone, machineType });
      return { kind: 'compute#operation', name: `operation-${state.kernel.id(8)}`, status: 'DONE', targetId: name };
    },
  },
  {
    host,
    method: 'GET',
    path: new RegExp(`${ZONE}$`),
    write: false,
    permission: 'compute.instances.list',
    on: ({ project }) => inProject(project),
    handle: ({ state, path }) => ({
      items: [...state.instances]
        .filter(([, { zone }]) => zone === path.zone)
        .map(([name, { machineType }]) => ({ name, machineType, status: 'RUNNING' })),
    }),
  },
  {
    host,
    method: 'DELETE',
    path: new RegExp(`${ZONE}/(?<name>[^/]+)$`),
    write: true,
    permission: 'compute.instances.delete',
    on: ({ project }) => inProject(project),
    handle: ({ state, path }) => {
      state.instances.delete(path.name!);
      return { kind: 'compute#operation', name: `operation-${state.kernel.id(8)}`, status: 'DONE' };
    },
  },
];

function used(state: Parameters<typeof use>[0], demand: Demand): number {
  return use(state, demand, (machineType, region) => SHAPES[machineType]?.(region) ?? []);
}
