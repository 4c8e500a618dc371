import type { Json } from '../../domain/json.ts';
import type { World } from './world.ts';

const byKey = (a: [string, unknown], b: [string, unknown]) => (a[0] < b[0] ? -1 : 1);

/** Sorts keys all the way down, and leaves out what was undefined. */
function canonical(value: unknown): Json {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return (value ?? null) as Json;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.sort(byKey).map(([key, inner]) => [key, canonical(inner)]));
}

/**
 * The written state. Without the times that things were made or are valid from, and without ids of federated credentials: a
 * re-created credential gets a new id from Graph, and nothing refers to it.
 */
export function snapshot(world: World): Json {
  return canonical({
    users: [...world.users.values()].map(({ validFrom: _, ...user }) => user),
    groups: Object.fromEntries(world.groups),
    applications: [...world.applications.values()].map(({ credentials, ...application }) => ({
      ...application,
      credentials: credentials.written
        .map(({ id: _, ...credential }) => credential)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    })),
    servicePrincipals: [...world.servicePrincipals.values()].map(({ enabled, ...principal }) => ({
      ...principal,
      enabled: enabled.written,
    })),
    assignments: Object.fromEntries(
      [...world.assignments.written].map(([id, { createdOn: _, ...assignment }]) => [id, assignment]),
    ),
    policyDefinitions: Object.fromEntries(world.policy.written.definitions),
    policyAssignments: Object.fromEntries(world.policy.written.assignments),
    machines: [...world.machines.values()].map(({ power, ...machine }) => ({ ...machine, power: power.written })),
    quotas: world.quotas,
  });
}
