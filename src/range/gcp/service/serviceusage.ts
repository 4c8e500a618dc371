import { WORLD } from '../../world.ts';
import { apiError, notFound } from '../error.ts';
import { begin, look } from '../operation.ts';
import { inProject } from '../place.ts';
import { effective, overridesOf } from '../quota.ts';
import type { Asked, Route } from '../route.ts';
import { dimensionKey, type Limit, type Override, type State } from '../state.ts';

const host = 'serviceusage.googleapis.com';
const SERVICE = '^/v1beta1/projects/(?<project>[^/]+)/services/compute\\.googleapis\\.com/consumerQuotaMetrics';
const LIMIT = `${SERVICE}/(?<metric>[^/]+)/limits/(?<limit>[^/]+)/consumerOverrides`;
const TYPE = 'google.api.serviceusage.v1beta1.QuotaOverride';
const project = ({ project: id }: Record<string, string>) => inProject(id);

/** Service Usage v1beta1: quota metrics of Compute Engine and the consumer's own overrides. */
export const serviceUsageRoutes: Route[] = [
  {
    host,
    method: 'GET',
    path: new RegExp(`${SERVICE}$`),
    write: false,
    permission: 'serviceusage.quotas.get',
    on: project,
    handle: ({ state }) => ({ metrics: state.limits.map((limit) => metricBody(state, limit)) }),
  },
  {
    host,
    method: 'POST',
    path: new RegExp(`${LIMIT}$`),
    write: true,
    permission: 'serviceusage.quotas.update',
    on: project,
    handle: (asked) => {
      const limit = find(asked);
      const dimensions = (asked.body.dimensions ?? {}) as Record<string, string>;
      const there = overridesOf(asked.state, limit.metric, 'written').find(
        (o) => dimensionKey(o.dimensions) === dimensionKey(dimensions),
      );
      if (there) throw exists(limit, there);
      const id = asked.state.kernel.id(24);
      const entry = asked.state.kernel.settling<Override | undefined>(undefined);
      asked.state.overrides.set(id, entry);
      return save(asked, limit, { id, metric: limit.metric, dimensions, value: askedValue(asked) });
    },
  },
  {
    host,
    method: 'PATCH',
    path: new RegExp(`${LIMIT}/(?<id>[^/]+)$`),
    write: true,
    permission: 'serviceusage.quotas.update',
    on: project,
    handle: (asked) => save(asked, find(asked), { ...override(asked), value: askedValue(asked) }),
  },
  {
    host,
    method: 'DELETE',
    path: new RegExp(`${LIMIT}/(?<id>[^/]+)$`),
    write: true,
    permission: 'serviceusage.quotas.update',
    on: project,
    handle: (asked) => {
      const { id } = override(asked);
      asked.state.overrides.get(id)!.set(undefined);
      return begin(asked.state, `operations/quf.${asked.state.kernel.id(16)}`, 'google.protobuf.Empty', {});
    },
  },
  {
    host,
    method: 'GET',
    path: /^\/v1beta1\/(?<operation>operations\/[^/]+)$/,
    write: false,
    permission: 'serviceusage.operations.get',
    on: () => inProject('-'),
    handle: ({ state, path }) => look(state, path.operation!),
  },
];

function save({ state, query }: Asked, limit: Limit, override: Override): object {
  const granted = effective(state, limit, override.dimensions, 'written');
  // Google refuses a fall of more than a tenth unless it is forced.
  if (query.get('force') !== 'true' && override.value < granted * 0.9)
    throw apiError(400, 'FAILED_PRECONDITION', 'The override would decrease the quota by more than 10 percent.');
  state.overrides.get(override.id)!.set(override);
  const body = overrideBody(limit, override);
  return begin(state, `operations/quf.${state.kernel.id(16)}`, TYPE, body);
}

function metricBody(state: State, limit: Limit) {
  const keys = new Set([
    ...limit.granted.keys(),
    ...overridesOf(state, limit.metric, 'written').map((o) => dimensionKey(o.dimensions)),
  ]);
  return {
    name: limitName(limit).split('/limits/')[0],
    metric: limit.metric,
    unit: '1',
    consumerQuotaLimits: [
      {
        name: limitName(limit),
        metric: limit.metric,
        unit: limit.unit,
        quotaBuckets: [...keys].map((key) => bucket(state, limit, JSON.parse(key))),
      },
    ],
  };
}

function bucket(state: State, limit: Limit, dimensions: Record<string, string>) {
  const key = dimensionKey(dimensions);
  const own = overridesOf(state, limit.metric, 'written').find((o) => dimensionKey(o.dimensions) === key);
  return {
    // The answer of one call is the value as written; Cloud Quotas tells what is enforced. int64 is text in JSON.
    effectiveLimit: String(effective(state, limit, dimensions, 'written')),
    defaultLimit: String(limit.granted.get(key) ?? limit.granted.get('{}') ?? 0),
    ...(own ? { consumerOverride: overrideBody(limit, own) } : {}),
    ...(key === '{}' ? {} : { dimensions }),
  };
}

function overrideBody(limit: Limit, override: Override): Record<string, unknown> {
  return {
    name: `${limitName(limit)}/consumerOverrides/${override.id}`,
    overrideValue: String(override.value),
    metric: limit.metric,
    unit: limit.unit,
    ...(Object.keys(override.dimensions).length > 0 ? { dimensions: override.dimensions } : {}),
  };
}

function limitName(limit: Limit): string {
  const parts = [...limit.unit.matchAll(/\{(\w+)\}/g)].map((m) => `/${m[1]}`).join('');
  const metric = `consumerQuotaMetrics/${encodeURIComponent(limit.metric)}`;
  return `projects/${WORLD.gcp.projectNumber}/services/compute.googleapis.com/${metric}/limits/${encodeURIComponent(parts)}`;
}

function find({ state, path }: Asked): Limit {
  const limit = state.limits.find((l) => l.metric === path.metric);
  if (!limit) throw notFound(`Quota metric ${path.metric}`);
  return limit;
}

function override({ state, path }: Asked): Override {
  const found = state.overrides.get(path.id ?? '')?.written;
  if (!found) throw notFound(`Quota override ${path.id}`);
  return found;
}

function askedValue({ body }: Asked): number {
  const value = Number(body.overrideValue ?? 0);
  if (!Number.isInteger(value)) throw apiError(400, 'INVALID_ARGUMENT', 'Invalid override value.');
  return value;
}

function exists(limit: Limit, there: Override) {
  return apiError(409, 'ALREADY_EXISTS', 'A consumer override already exists for this limit.', {
    reason: 'COMMON_QUOTA_CONSUMER_OVERRIDE_ALREADY_EXISTS',
    domain: 'serviceusage.googleapis.com',
    metadata: { resource_name: String(overrideBody(limit, there).name) },
  });
}
