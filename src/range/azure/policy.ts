import type { PolicyState, Stored } from './world.ts';

/** A resource as a create or update request describes it. */
export interface Requested {
  type: string;
  name: string;
  location: string;
  body: Record<string, unknown>;
}

type Rule = Record<string, unknown>;

/** Where each alias looks in a request. Aliases of arrays give each element's own fields to `count`. */
const ALIASES: Record<string, string> = {
  'microsoft.compute/virtualmachines/sku.name': 'properties.hardwareProfile.vmSize',
  'microsoft.compute/virtualmachinescalesets/sku.name': 'sku.name',
  'microsoft.containerservice/managedclusters/agentpools/vmsize': 'properties.vmSize',
  'microsoft.containerservice/managedclusters/agentpoolprofiles[*]': 'properties.agentPoolProfiles',
  'microsoft.containerservice/managedclusters/agentpoolprofiles[*].vmsize': 'vmSize',
  'microsoft.machinelearningservices/workspaces/computes/vmsize': 'properties.properties.vmSize',
  'microsoft.machinelearningservices/workspaces/onlineendpoints/deployments/instancetype': 'properties.instanceType',
};

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, key) => (inner && typeof inner === 'object' ? (inner as Record<string, unknown>)[key] : undefined),
      value,
    );
}

function field(name: string, request: Requested, element?: unknown): unknown {
  if (name === 'type') return request.type;
  if (name === 'location') return request.location;
  const path = ALIASES[name.toLowerCase()];
  // An unknown alias is refused when a definition is written, so it cannot be met here.
  if (!path) throw new Error(`The policy alias ${name} is not known to the range.`);
  return element === undefined ? at(request.body, path) : at(element, path);
}

/** `like` knows one wildcard, and no comparison of policies minds case. */
function like(value: unknown, pattern: string): boolean {
  const text = pattern.split('*').map(RegExp.escape).join('.*');
  return typeof value === 'string' && new RegExp(`^${text}$`, 'i').test(value);
}

const same = (a: unknown, b: unknown) => String(a).toLowerCase() === String(b).toLowerCase();

function holds(rule: Rule, request: Requested, element?: unknown): boolean {
  if (Array.isArray(rule.allOf)) return rule.allOf.every((inner) => holds(inner as Rule, request, element));
  if (Array.isArray(rule.anyOf)) return rule.anyOf.some((inner) => holds(inner as Rule, request, element));
  if (rule.not) return !holds(rule.not as Rule, request, element);
  if (rule.count) {
    const count = rule.count as { field: string; where: Rule };
    const list = field(count.field, request);
    const hits = Array.isArray(list) ? list.filter((item) => holds(count.where, request, item)).length : 0;
    return hits > Number(rule.greater);
  }
  const value = field(String(rule.field), request, element);
  if ('equals' in rule) return same(value, rule.equals);
  if ('in' in rule) return (rule.in as unknown[]).some((item) => same(value, item));
  if ('like' in rule) return like(value, String(rule.like));
  throw new Error('The policy condition is not known to the range.');
}

/** Assignments that deny this create or update request. Starting, stopping and deleting never come here: policy does not see them. */
export function denials(
  policy: PolicyState,
  request: Requested,
  scope: string,
): { assignment: Stored; definition: Stored }[] {
  const found: { assignment: Stored; definition: Stored }[] = [];
  for (const assignment of policy.assignments.values()) {
    const definition = policy.definitions.get(String(assignment.properties.policyDefinitionId).toLowerCase());
    if (!definition || assignment.properties.enforcementMode === 'DoNotEnforce') continue;
    const excluded = (assignment.properties.notScopes as string[] | undefined) ?? [];
    if (excluded.some((inner) => scope.toLowerCase().startsWith(inner.toLowerCase()))) continue;
    const rule = definition.properties.policyRule as { if: Rule; then: { effect: string } };
    if (same(rule.then.effect, 'deny') && holds(rule.if, request)) found.push({ assignment, definition });
  }
  return found;
}

/** Names the first alias or operator that the range cannot evaluate, so that a definition with it is refused when written. */
export function unknownAlias(rule: unknown): string | undefined {
  for (const name of JSON.stringify(rule ?? null).matchAll(/"field":"([^"]+)"/g)) {
    const alias = name[1]!;
    if (alias !== 'type' && alias !== 'location' && !ALIASES[alias.toLowerCase()]) return alias;
  }
  return undefined;
}
