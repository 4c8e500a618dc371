import { arm } from './arm-route.ts';
import { assignmentsOf, decide } from './rbac.ts';
import { type Asked, type Reply, type Route, refusal } from './route.ts';
import { assignmentId } from './seed.ts';
import { put, type RoleAssignment } from './world.ts';

const ONE = '{scope}/providers/Microsoft\\.Authorization/roleAssignments/{name}';

function show(a: RoleAssignment) {
  const { name, ...properties } = a;
  return { id: assignmentId(a), name, type: 'Microsoft.Authorization/roleAssignments', properties };
}

const keyOf = (asked: Asked) => assignmentId({ scope: asked.path.scope!, name: asked.path.name! }).toLowerCase();

/** Assignments at, above and below the subscription; `assignedTo` follows groups, `principalId eq` does not. */
function list(asked: Asked): Reply {
  const filter = asked.query.get('$filter') ?? '';
  const [, kind, principal] = /^(assignedTo\('|principalId eq ')([^']+)'/.exec(filter) ?? [];
  const { world } = asked;
  let found = [...world.assignments.written.values()];
  if (principal) {
    const own = kind!.startsWith('principalId');
    found = own ? found.filter((a) => a.principalId === principal) : assignmentsOf(world, principal, 'written');
  } else if (filter) return refusal(400, 'UnsupportedQuery', `The filter '${filter}' is not supported.`);
  return { status: 200, body: { value: found.map(show) } };
}

function create(asked: Asked): Reply {
  const sent = asked.body.properties as Partial<RoleAssignment> | undefined;
  if (!sent?.roleDefinitionId || !sent.principalId) return refusal(400, 'InvalidRequest', 'A property is missing.');
  const { world } = asked;
  const made: RoleAssignment = {
    name: asked.path.name!,
    scope: asked.path.scope!,
    roleDefinitionId: sent.roleDefinitionId,
    principalId: sent.principalId,
    principalType: sent.principalType ?? 'ServicePrincipal',
    description: sent.description ?? null,
    condition: sent.condition ?? null,
    conditionVersion: sent.conditionVersion ?? null,
    createdOn: world.kernel.now().toISOString(),
  };
  const key = keyOf(asked);
  for (const [other, a] of world.assignments.written) {
    const same =
      a.scope.toLowerCase() === made.scope.toLowerCase() &&
      a.principalId === made.principalId &&
      a.roleDefinitionId.toLowerCase() === made.roleDefinitionId.toLowerCase();
    if (same && other !== key) {
      return refusal(409, 'RoleAssignmentExists', `The role assignment already exists. Its id is ${a.name}.`);
    }
  }
  const before = world.assignments.written.get(key);
  if (before && before.principalId !== made.principalId) {
    return refusal(409, 'RoleAssignmentUpdateNotPermitted', 'Tenant, principal and role cannot be changed.');
  }
  put(world.assignments, key, made);
  return { status: before ? 200 : 201, body: show(made) };
}

function remove(asked: Asked): Reply {
  const key = keyOf(asked);
  const found = asked.world.assignments.written.get(key);
  if (!found) return { status: 204 };
  put(asked.world.assignments, key, null);
  return { status: 200, body: show(found) };
}

/** Asks the decision engine about another principal, as AKS and Arc do for every request of a cluster. */
function checkAccess(asked: Asked): Reply {
  if (!asked.world.checkAccessOffered)
    return refusal(404, 'InvalidResourceType', 'The resource type could not be found.');
  const body = asked.body as {
    Subject?: { Attributes?: { ObjectId?: string } };
    Actions?: { Id: string; IsDataAction?: boolean }[];
    Resource?: { Id: string };
  };
  const principal = body.Subject?.Attributes?.ObjectId;
  if (!principal || !body.Actions) return refusal(400, 'InvalidCheckAccessRequest', 'Subject or actions are missing.');
  const scope = body.Resource?.Id ?? asked.path.scope!;
  return {
    status: 200,
    body: body.Actions.map(({ Id }) => ({
      actionId: Id,
      accessDecision: decide(asked.world, principal, Id, scope).allowed ? 'Allowed' : 'NotAllowed',
      isDataAction: false,
      timeToLiveInMs: 300_000,
    })),
  };
}

function showRole(asked: Asked): Reply {
  const role = asked.world.roles.get(asked.path.role!);
  if (!role)
    return refusal(404, 'RoleDefinitionDoesNotExist', `The role definition ${asked.path.role} does not exist.`);
  return {
    status: 200,
    body: {
      id: `${asked.path.scope}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`,
      name: role.id,
      type: 'Microsoft.Authorization/roleDefinitions',
      properties: { roleName: role.roleName, type: 'BuiltInRole', permissions: [{ actions: role.actions }] },
    },
  };
}

const at = { at: '{scope}' };

export const AUTHORIZATION_ROUTES: Route[] = [
  arm(
    'GET',
    '{subscription}/providers/Microsoft\\.Authorization/roleAssignments',
    'Microsoft.Authorization/roleAssignments/read',
    list,
  ),
  arm('PUT', ONE, 'Microsoft.Authorization/roleAssignments/write', create, at),
  arm('DELETE', ONE, 'Microsoft.Authorization/roleAssignments/delete', remove, at),
  arm(
    'GET',
    '{scope}/providers/Microsoft\\.Authorization/roleDefinitions/{role}',
    'Microsoft.Authorization/roleDefinitions/read',
    showRole,
    at,
  ),
  // Azure names no operation for checkAccess; its built-in role for callers of it grants every read of Microsoft.Authorization.
  arm(
    'POST',
    '{scope}/providers/Microsoft\\.Authorization/checkAccess',
    'Microsoft.Authorization/*/read',
    checkAccess,
    at,
  ),
];
