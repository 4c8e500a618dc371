import { arm } from './arm-route.ts';
import { unknownAlias } from './policy.ts';
import { type Asked, type Reply, type Route, refusal } from './route.ts';
import type { PolicyState, Stored } from './world.ts';

const DEFINITION = '{subscription}/providers/Microsoft\\.Authorization/policyDefinitions/{name}';
const ASSIGNMENT = '{scope}/providers/Microsoft\\.Authorization/policyAssignments/{name}';

type Part = keyof PolicyState;

function idOf(asked: Asked, part: Part): string {
  const scope = asked.path.scope ?? `/subscriptions/${asked.path.subscription}`;
  const type = part === 'definitions' ? 'policyDefinitions' : 'policyAssignments';
  return `${scope}/providers/Microsoft.Authorization/${type}/${asked.path.name}`;
}

function change(asked: Asked, part: Part, value: Stored | null): void {
  const { policy } = asked.world;
  const next = new Map(policy.written[part]);
  const key = idOf(asked, part).toLowerCase();
  if (value) next.set(key, value);
  else next.delete(key);
  policy.set({ ...policy.written, [part]: next });
}

const find = (asked: Asked, part: Part) => asked.world.policy.written[part].get(idOf(asked, part).toLowerCase());
const shown = (asked: Asked, part: Part, stored: Stored) => ({ id: idOf(asked, part), ...stored });

function get(part: Part): Route['handle'] {
  const code = part === 'definitions' ? 'PolicyDefinitionNotFound' : 'PolicyAssignmentNotFound';
  return (asked) => {
    const found = find(asked, part);
    return found
      ? { status: 200, body: shown(asked, part, found) }
      : refusal(404, code, `The policy object '${asked.path.name}' is not found.`);
  };
}

function put(part: Part): Route['handle'] {
  return (asked) => {
    const properties = asked.body.properties as Record<string, unknown> | undefined;
    if (!properties) return refusal(400, 'InvalidRequestContent', 'The properties are missing.');
    const refused = part === 'definitions' ? refuseDefinition(properties) : refuseAssignment(asked, properties);
    if (refused) return refused;
    const stored = { name: asked.path.name!, properties };
    change(asked, part, stored);
    return { status: 201, body: shown(asked, part, stored) };
  };
}

function refuseDefinition(properties: Record<string, unknown>): Reply | undefined {
  const alias = unknownAlias(properties.policyRule);
  return alias
    ? refusal(400, 'InvalidPolicyAlias', `The alias '${alias}' could not be found in the policy rule.`)
    : undefined;
}

function refuseAssignment(asked: Asked, properties: Record<string, unknown>): Reply | undefined {
  const id = String(properties.policyDefinitionId);
  if (asked.world.policy.written.definitions.has(id.toLowerCase())) return undefined;
  return refusal(404, 'PolicyDefinitionNotFound', `The policy definition '${id}' is not found.`);
}

function remove(part: Part): Route['handle'] {
  return (asked) => {
    const found = find(asked, part);
    if (!found) return { status: 204 };
    const users = [...asked.world.policy.written.assignments.values()];
    const id = idOf(asked, part).toLowerCase();
    if (part === 'definitions' && users.some((a) => String(a.properties.policyDefinitionId).toLowerCase() === id)) {
      return refusal(400, 'PolicyDefinitionIsInUse', 'The policy definition is used by an assignment.');
    }
    change(asked, part, null);
    return { status: 200, body: shown(asked, part, found) };
  };
}

const at = { at: '{scope}' };
const definitions = 'Microsoft.Authorization/policyDefinitions';
const assignments = 'Microsoft.Authorization/policyAssignments';

export const POLICY_ROUTES: Route[] = [
  arm('GET', DEFINITION, `${definitions}/read`, get('definitions')),
  arm('PUT', DEFINITION, `${definitions}/write`, put('definitions')),
  arm('DELETE', DEFINITION, `${definitions}/delete`, remove('definitions')),
  arm('GET', ASSIGNMENT, `${assignments}/read`, get('assignments'), at),
  arm('PUT', ASSIGNMENT, `${assignments}/write`, put('assignments'), at),
  arm('DELETE', ASSIGNMENT, `${assignments}/delete`, remove('assignments'), at),
];
