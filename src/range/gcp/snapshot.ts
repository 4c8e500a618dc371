import type { Json } from '../../domain/json.ts';
import { dimensionKey, type State } from './state.ts';

/** Everything that was written, without sessions, clocks, etags and ids that Google draws: equal means restored. */
export function snapshot(state: State): Json {
  const overrides = [...state.overrides.values()]
    .map((o) => o.written)
    .filter((o) => o !== undefined)
    .map((o) => `${o.metric} ${dimensionKey(o.dimensions)} = ${o.value}`);
  const policies = [...state.denyPolicies.values()]
    .map((p) => p.written)
    .filter((p) => p !== undefined)
    .map(({ id, displayName, annotations, rules }) => ({ id, displayName, annotations, rules }));
  const value = {
    organizationBindings: state.organizationBindings,
    projectBindings: state.projectBindings,
    serviceAccounts: [...state.serviceAccounts.values()].map((a) => ({ ...a, disabled: a.disabled.written })),
    pools: [...state.pools.values()].map((pool) => ({
      id: pool.id,
      displayName: pool.displayName,
      disabled: pool.disabled.written,
      providers: [...pool.providers.values()].map(({ id, issuer, disabled }) => ({
        id,
        issuer,
        disabled: disabled.written,
      })),
    })),
    denyPolicies: policies.sort((a, b) => (a.id < b.id ? -1 : 1)),
    limits: state.limits.map(({ quotaId, granted }) => ({ quotaId, granted: Object.fromEntries(granted) })),
    overrides: overrides.sort(),
    adjuster: state.adjuster.written,
    instances: Object.fromEntries(state.instances),
  };
  return JSON.parse(JSON.stringify(value));
}
