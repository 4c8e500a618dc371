import { z } from 'zod';
import { Fault } from '../../domain/fault.ts';
import type { Gcp, Request } from './cloud.ts';
import type { GpuQuota } from './gpu-quota.ts';

const operation = z.object({
  name: z.string(),
  done: z.boolean().default(false),
  error: z.object({ message: z.string().default('no message') }).optional(),
});

/**
 * Sets the consumer's own override of a quota, or deletes it (`null`). An override can only lower what was granted, and
 * its deletion gives the grant back at once; a quota preference can do neither without a request for an increase.
 */
export async function setOverride(cloud: Gcp, quota: GpuQuota, value: number | null, signal: AbortSignal) {
  const call = (method: Request['method'], path: string, more: Partial<Request>) =>
    finish(cloud, { service: 'serviceusage', method, path: `/v1beta1/${path}`, signal, ...more });
  const { override, limit, dimensions } = quota;
  // Without force Google refuses a fall of more than a tenth.
  const force = { force: 'true' };
  if (value === null) return override ? call('DELETE', override.name, { query: force }) : undefined;
  if (override?.value === value) return undefined;
  const body = { overrideValue: String(value), ...(Object.keys(dimensions).length > 0 ? { dimensions } : {}) };
  if (!override) return call('POST', `${limit}/consumerOverrides`, { query: force, body });
  return call('PATCH', override.name, { query: { ...force, updateMask: 'override_value' }, body });
}

async function finish(cloud: Gcp, request: Request): Promise<void> {
  let state = await cloud.call(request, operation);
  while (!state.done) {
    const path = `/v1beta1/${state.name}`;
    state = await cloud.call({ service: 'serviceusage', method: 'GET', path, signal: request.signal }, operation);
    if (!state.done) await cloud.pause(request.signal);
  }
  if (!state.error) return;
  throw new Fault({
    code: 'gcp.conflict',
    message: `Google did not carry out the change of a quota: ${state.error.message.replace(/[.\s]*$/, '.')}`,
    fix: 'Look at the quotas of the project in the console, then try again.',
    retry: 'later',
  });
}

const settings = z.object({ enablement: z.string().default('DEFAULT') });
const adjusterPath = (cloud: Gcp) => `/v1beta/projects/${cloud.id}/locations/global/quotaAdjusterSettings`;

/** Whether Google raises quotas of this project by itself: `ENABLED`, `DISABLED`, or `DEFAULT` for what the parent says. */
export async function adjuster(cloud: Gcp, signal: AbortSignal): Promise<string> {
  const path = adjusterPath(cloud);
  return (await cloud.call({ service: 'cloudquotas', method: 'GET', path, signal }, settings)).enablement;
}

export async function setAdjuster(cloud: Gcp, enablement: string, signal: AbortSignal): Promise<void> {
  const path = adjusterPath(cloud);
  const query = { updateMask: 'enablement' };
  await cloud.call({ service: 'cloudquotas', method: 'PATCH', path, query, body: { enablement }, signal }, settings);
}
