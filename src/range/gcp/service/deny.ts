import { WORLD } from '../../world.ts';
import { apiError, notFound } from '../error.ts';
import { begin, look } from '../operation.ts';
import { inProject } from '../place.ts';
import type { Asked, Route } from '../route.ts';
import type { DenyPolicy, DenyRule, State } from '../state.ts';

const host = 'iam.googleapis.com';
// The attachment point comes encoded once or twice, or not at all.
const POINT =
  '^/v2/policies/cloudresourcemanager\\.googleapis\\.com(?:/|%2F|%252F)projects(?:/|%2F|%252F)(?<project>[^/%]+)';
const POLICY = `${POINT}/denypolicies/(?<id>[^/:]+)`;
const PREFIX = `policies/cloudresourcemanager.googleapis.com%2Fprojects%2F${WORLD.gcp.project}/denypolicies`;
const project = ({ project: id }: Record<string, string>) => inProject(id);

/** IAM v2, deny policies attached to the project. */
export const denyRoutes: Route[] = [
  {
    host,
    method: 'GET',
    path: new RegExp(`${POLICY}$`),
    write: false,
    permission: 'iam.denypolicies.get',
    on: project,
    handle: ({ state, path }) => body(find(state, path.id)),
  },
  {
    host,
    method: 'POST',
    path: new RegExp(`${POINT}/denypolicies$`),
    write: true,
    permission: 'iam.denypolicies.create',
    on: project,
    handle: (asked) => {
      const id = asked.query.get('policyId') ?? '';
      if (asked.state.denyPolicies.get(id)?.written) throw exists(id);
      return save(asked, id, undefined);
    },
  },
  {
    host,
    method: 'PUT',
    path: new RegExp(`${POLICY}$`),
    write: true,
    permission: 'iam.denypolicies.update',
    on: project,
    handle: (asked) => {
      const old = find(asked.state, asked.path.id);
      const etag = asked.body.etag;
      if (etag !== old.etag) throw apiError(409, 'ABORTED', `The etag ${etag} is not the current one.`);
      return save(asked, old.id, old);
    },
  },
  {
    host,
    method: 'DELETE',
    path: new RegExp(`${POLICY}$`),
    write: true,
    permission: 'iam.denypolicies.delete',
    on: project,
    handle: ({ state, path, query }) => {
      const old = find(state, path.id);
      const etag = query.get('etag');
      if (etag && etag !== old.etag) throw apiError(409, 'ABORTED', `The etag ${etag} is not the current one.`);
      state.denyPolicies.get(old.id)!.set(undefined);
      return begin(state, `${PREFIX}/${old.id}/operations/${state.kernel.id(12)}`, 'google.iam.v2.Policy', body(old));
    },
  },
  {
    host,
    method: 'GET',
    path: new RegExp(`${POLICY}/operations/(?<operation>[^/]+)$`),
    write: false,
    permission: 'iam.operations.get',
    on: project,
    handle: ({ state, path }) => look(state, `${PREFIX}/${path.id}/operations/${path.operation}`),
  },
];

function save({ state, body: asked }: Asked, id: string, old: DenyPolicy | undefined): object {
  if (!/^[a-z][a-z0-9.-]{2,62}$/.test(id)) throw apiError(400, 'INVALID_ARGUMENT', `Invalid policy id ${id}.`);
  const now = state.kernel.now().toISOString();
  const policy: DenyPolicy = {
    id,
    uid: old?.uid ?? state.kernel.uuid(),
    displayName: String(asked.displayName ?? ''),
    annotations: (asked.annotations ?? {}) as Record<string, string>,
    etag: state.kernel.id(16),
    createTime: old?.createTime ?? now,
    updateTime: now,
    rules: ((asked.rules ?? []) as Partial<DenyPolicy['rules'][number]>[]).map((r) => ({
      description: r.description ?? '',
      denyRule: checked(r.denyRule),
    })),
  };
  const entry = state.denyPolicies.get(id) ?? state.kernel.settling<DenyPolicy | undefined>(undefined);
  state.denyPolicies.set(id, entry);
  entry.set(policy);
  return begin(state, `${PREFIX}/${id}/operations/${state.kernel.id(12)}`, 'google.iam.v2.Policy', body(policy));
}

function checked(rule: Partial<DenyRule> = {}): DenyRule {
  const { deniedPrincipals = [], exceptionPrincipals = [], deniedPermissions = [] } = rule;
  const stranger = [...deniedPrincipals, ...exceptionPrincipals].find((p) => !/^principal(Set)?:\/\/\S+$/.test(p));
  if (stranger) throw apiError(400, 'INVALID_ARGUMENT', `Invalid principal identifier ${stranger}.`);
  const odd = deniedPermissions.find((p) => !/^[a-z]+\.googleapis\.com\/[a-zA-Z]+\.[a-zA-Z]+$/.test(p));
  if (odd) throw apiError(400, 'INVALID_ARGUMENT', `Permission ${odd} is not supported in deny policies.`);
  return { deniedPrincipals, exceptionPrincipals, deniedPermissions };
}

function body(policy: DenyPolicy): Record<string, unknown> {
  const { id, ...rest } = policy;
  return { name: `${PREFIX}/${id}`, kind: 'DenyPolicy', ...rest };
}

function find(state: State, id: string | undefined): DenyPolicy {
  const policy = state.denyPolicies.get(id ?? '')?.written;
  if (!policy) throw notFound(`Policy ${PREFIX}/${id}`);
  return policy;
}

const exists = (id: string) => apiError(409, 'ALREADY_EXISTS', `Policy ${PREFIX}/${id} already exists.`);
