import { arm } from './arm-route.ts';
import type { Asked, Reply, Route } from './route.ts';
import type { Quota, World } from './world.ts';

const PLACE = '{subscription}/providers/Microsoft\\.MachineLearningServices/locations/{location}';
const TYPE = 'Microsoft.MachineLearningServices/workspaces/quotas';

function idOf(world: World, quota: Quota): string {
  const group = `/subscriptions/${world.subscription}/resourceGroups/${world.resourceGroups[0]!.name}`;
  return `${group}/providers/Microsoft.MachineLearningServices/workspaces/${quota.workspace}/quotas/${quota.family}`;
}

function list(asked: Asked): Reply {
  const { world } = asked;
  const here = world.quotas.filter((q) => q.location === asked.path.location!.toLowerCase());
  const value = here.map((quota) => ({
    id: idOf(world, quota),
    amlWorkspaceLocation: quota.location,
    type: TYPE,
    name: { value: quota.family, localizedValue: quota.family },
    limit: quota.limit,
    unit: 'Count',
  }));
  return { status: 200, body: { value } };
}

/** Each line of the request has its own status, and the whole is a success even when every line failed. */
function update(asked: Asked): Reply {
  const { world } = asked;
  const sent = (asked.body.value ?? []) as { id: string; limit: number }[];
  const value = sent.map((line) => {
    const quota = world.quotas.find((q) => idOf(world, q).toLowerCase() === line.id.toLowerCase());
    const status = !quota
      ? 'InvalidVMFamilyName'
      : line.limit < quota.floor
        ? 'InvalidQuotaBelowClusterMinimum'
        : 'Success';
    if (quota && status === 'Success') quota.limit = line.limit;
    return { ...line, type: TYPE, unit: 'Count', status };
  });
  return { status: 200, body: { value } };
}

export const QUOTA_ROUTES: Route[] = [
  arm('GET', `${PLACE}/quotas`, 'Microsoft.MachineLearningServices/locations/quotas/read', list),
  arm('POST', `${PLACE}/updateQuotas`, 'Microsoft.MachineLearningServices/locations/updateQuotas/action', update),
];
