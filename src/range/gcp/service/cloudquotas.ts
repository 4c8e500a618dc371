import { WORLD } from '../../world.ts';
import { apiError } from '../error.ts';
import { inProject } from '../place.ts';
import { effective } from '../quota.ts';
import type { Route } from '../route.ts';

const host = 'cloudquotas.googleapis.com';
const NAME = `projects/${WORLD.gcp.projectNumber}/locations/global`;
const project = ({ project: id }: Record<string, string>) => inProject(id);

/** Cloud Quotas: what is in effect, and the adjuster that asks for more by itself. */
export const cloudQuotasRoutes: Route[] = [
  {
    host,
    method: 'GET',
    path: /^\/v1\/projects\/(?<project>[^/]+)\/locations\/global\/services\/compute\.googleapis\.com\/quotaInfos$/,
    write: false,
    permission: 'cloudquotas.quotas.get',
    on: project,
    handle: ({ state, query }) => {
      const size = Number(query.get('pageSize') ?? 50);
      const from = Number(query.get('pageToken') ?? 0);
      const page = state.limits.slice(from, from + size);
      const next = from + size < state.limits.length ? { nextPageToken: String(from + size) } : {};
      return {
        quotaInfos: page.map((limit) => ({
          name: `${NAME}/services/compute.googleapis.com/quotaInfos/${limit.quotaId}`,
          quotaId: limit.quotaId,
          metric: limit.metric,
          service: 'compute.googleapis.com',
          containerType: 'PROJECT',
          dimensionsInfos: [...limit.granted.keys()].map((key) => {
            const dimensions = JSON.parse(key) as Record<string, string>;
            return { dimensions, details: { value: String(effective(state, limit, dimensions, 'enforced')) } };
          }),
        })),
        ...next,
      };
    },
  },
  {
    host,
    method: 'GET',
    path: /^\/v1beta\/projects\/(?<project>[^/]+)\/locations\/global\/quotaAdjusterSettings$/,
    write: false,
    permission: 'cloudquotas.quotas.get',
    on: project,
    handle: ({ state }) => settings(state.adjuster.written),
  },
  {
    host,
    method: 'PATCH',
    path: /^\/v1beta\/projects\/(?<project>[^/]+)\/locations\/global\/quotaAdjusterSettings$/,
    write: true,
    permission: 'cloudquotas.quotas.update',
    on: project,
    handle: ({ state, body }) => {
      const enablement = body.enablement;
      if (enablement !== 'ENABLED' && enablement !== 'DISABLED' && enablement !== 'DEFAULT')
        throw apiError(400, 'INVALID_ARGUMENT', 'Invalid enablement.');
      if (state.adjuster.written !== enablement) state.adjuster.set(enablement);
      return settings(enablement);
    },
  },
];

function settings(enablement: string) {
  return { name: `${NAME}/quotaAdjusterSettings`, enablement, etag: `"${enablement.toLowerCase()}"` };
}
