import { apiError, notFound } from '../error.ts';
import { begin, look } from '../operation.ts';
import { inOrganization } from '../place.ts';
import type { Route } from '../route.ts';
import type { State, WorkforcePool } from '../state.ts';

const host = 'iam.googleapis.com';
const POOL = '^/v1/locations/global/workforcePools/(?<pool>[^/:]+)';

/** IAM v1, workforce identity federation. */
export const workforceRoutes: Route[] = [
  {
    host,
    method: 'GET',
    path: new RegExp(`${POOL}$`),
    write: false,
    permission: 'iam.workforcePools.get',
    on: inOrganization,
    handle: ({ state, path }) => {
      const pool = find(state, path.pool);
      return {
        name: `locations/global/workforcePools/${pool.id}`,
        parent: pool.parent,
        state: 'ACTIVE',
        sessionDuration: `${pool.sessionSeconds}s`,
      };
    },
  },
  {
    host,
    method: 'POST',
    path: new RegExp(`${POOL}/subjects/(?<subject>[^/]+):revokeSessions$`),
    write: true,
    permission: 'iam.googleapis.com/workforcePoolSubjects.revokeSessions',
    on: inOrganization,
    handle: ({ state, path, body }) => {
      if (Object.keys(body).length > 0) throw apiError(400, 'INVALID_ARGUMENT', 'The request body must be empty.');
      const { id, revoked } = find(state, path.pool);
      const subject = path.subject!;
      const entry = revoked.get(subject) ?? state.kernel.settling(0);
      revoked.set(subject, entry);
      entry.set(state.kernel.now().getTime());
      const name = `locations/global/workforcePools/${id}/subjects/${encodeURIComponent(subject)}`;
      return begin(state, `${name}/operations/${state.kernel.id(12)}`, 'google.iam.v1.WorkforcePoolSubject', { name });
    },
  },
  {
    host,
    method: 'GET',
    path: new RegExp(`${POOL}/subjects/(?<subject>[^/]+)/operations/(?<operation>[^/]+)$`),
    write: false,
    permission: 'iam.workforcePools.get',
    on: inOrganization,
    handle: ({ state, path }) => {
      const subject = `locations/global/workforcePools/${path.pool}/subjects/${encodeURIComponent(path.subject!)}`;
      return look(state, `${subject}/operations/${path.operation}`);
    },
  },
];

function find(state: State, id: string | undefined): WorkforcePool {
  const pool = state.workforcePools.get(id ?? '');
  if (!pool) throw notFound(`Workforce pool ${id}`);
  return pool;
}
