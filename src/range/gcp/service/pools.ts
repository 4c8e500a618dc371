import { apiError, notFound } from '../error.ts';
import { begin } from '../operation.ts';
import { inProject } from '../place.ts';
import { poolName } from '../principal.ts';
import type { Asked, Route } from '../route.ts';
import type { Pool, Provider, State } from '../state.ts';

const host = 'iam.googleapis.com';
const POOL = '^/v1/projects/(?<project>[^/]+)/locations/global/workloadIdentityPools/(?<pool>[^/:]+)';

/** IAM v1, workload identity federation. */
export const poolRoutes: Route[] = [
  {
    host,
    method: 'GET',
    path: new RegExp(`${POOL}$`),
    write: false,
    permission: 'iam.workloadIdentityPools.get',
    on: ({ project }) => inProject(project),
    handle: ({ state, path }) => poolBody(find(state, path.pool)),
  },
  {
    host,
    method: 'PATCH',
    path: new RegExp(`${POOL}$`),
    write: true,
    permission: 'iam.workloadIdentityPools.update',
    on: ({ project }) => inProject(project),
    handle: (asked) => {
      const pool = find(asked.state, asked.path.pool);
      setDisabled(asked, pool);
      return begin(asked.state, `${poolName(pool.id)}/operations/${asked.state.kernel.id(12)}`, type, poolBody(pool));
    },
  },
  {
    host,
    method: 'GET',
    path: new RegExp(`${POOL}/providers$`),
    write: false,
    permission: 'iam.workloadIdentityPoolProviders.list',
    on: ({ project }) => inProject(project),
    handle: ({ state, path }) => {
      const pool = find(state, path.pool);
      return { workloadIdentityPoolProviders: [...pool.providers.values()].map((p) => providerBody(pool, p)) };
    },
  },
  {
    host,
    method: 'PATCH',
    path: new RegExp(`${POOL}/providers/(?<provider>[^/:]+)$`),
    write: true,
    permission: 'iam.workloadIdentityPoolProviders.update',
    on: ({ project }) => inProject(project),
    handle: (asked) => {
      const pool = find(asked.state, asked.path.pool);
      const provider = pool.providers.get(asked.path.provider!);
      if (!provider) throw notFound(`Provider ${asked.path.provider}`);
      setDisabled(asked, provider);
      const name = `${poolName(pool.id)}/providers/${provider.id}/operations/${asked.state.kernel.id(12)}`;
      return begin(asked.state, name, `${type}Provider`, providerBody(pool, provider));
    },
  },
];

const type = 'google.iam.v1.WorkloadIdentityPool';

function setDisabled({ query, body }: Asked, thing: Pool | Provider) {
  if (query.get('updateMask') !== 'disabled')
    throw apiError(400, 'INVALID_ARGUMENT', 'The range updates the field disabled only.');
  const disabled = body.disabled === true;
  if (thing.disabled.written !== disabled) thing.disabled.set(disabled);
}

function poolBody(pool: Pool): Record<string, unknown> {
  const disabled = pool.disabled.written ? { disabled: true } : {};
  return { name: poolName(pool.id), displayName: pool.displayName, state: 'ACTIVE', ...disabled };
}

function providerBody(pool: Pool, provider: Provider): Record<string, unknown> {
  return {
    name: `${poolName(pool.id)}/providers/${provider.id}`,
    state: 'ACTIVE',
    attributeMapping: { 'google.subject': 'assertion.sub' },
    oidc: { issuerUri: provider.issuer, allowedAudiences: [provider.audience] },
    ...(provider.disabled.written ? { disabled: true } : {}),
  };
}

function find(state: State, id: string | undefined): Pool {
  const pool = state.pools.get(id ?? '');
  if (!pool) throw notFound(`Workload identity pool ${id}`);
  return pool;
}
