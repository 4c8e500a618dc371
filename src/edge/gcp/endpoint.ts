import type { Service } from '../../action/gcp/cloud.ts';
import type { GcpAccess } from './config.ts';

/**
 * Address of an API. IAM stands at the root of an override, because its two clients allow no path before their own;
 * every other API stands below its host name, so that one port can speak for all of them.
 */
export function endpoint(service: Service, access?: GcpAccess): string {
  const host = `${service}.googleapis.com`;
  if (!access) return `https://${host}`;
  return service === 'iam' ? access.endpoint : `${access.endpoint}/${host}`;
}
