import { arm } from './arm-route.ts';
import { denials, type Requested } from './policy.ts';
import { type Asked, type Reply, type Route, refusal } from './route.ts';
import type { Machine, World } from './world.ts';

const VM = '{group}/providers/Microsoft\\.Compute/virtualMachines/{name}';
const AT = '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}';
const vm = 'Microsoft.Compute/virtualMachines';

function idOf(world: World, m: Machine): string {
  return `/subscriptions/${world.subscription}/resourceGroups/${m.group}/providers/${vm}/${m.name}`;
}

function show(world: World, m: Machine) {
  const properties = { hardwareProfile: { vmSize: m.size }, provisioningState: 'Succeeded' };
  return { id: idOf(world, m), name: m.name, type: vm, location: m.location, properties };
}

/** What a create or update meets at the policy engine, in the words of ARM. */
function disallowed(asked: Asked, request: Requested, scope: string) {
  return denials(asked.world.policy.enforced, request, scope).map(({ assignment, definition }) => {
    const policy = {
      policyAssignment: { name: assignment.name, id: idOfAssignment(asked.world, assignment.name) },
      policyDefinition: { name: definition.name, id: assignment.properties.policyDefinitionId },
    };
    return {
      code: 'RequestDisallowedByPolicy',
      target: request.name,
      message: `Resource '${request.name}' was disallowed by policy. Policy identifiers: '${JSON.stringify([policy])}'.`,
      additionalInfo: [
        {
          type: 'PolicyViolation',
          info: { policyAssignmentId: policy.policyAssignment.id, policyDefinitionEffect: 'deny' },
        },
      ],
    };
  });
}

function idOfAssignment(world: World, name: string): string {
  return `/subscriptions/${world.subscription}/providers/Microsoft.Authorization/policyAssignments/${name}`;
}

function create(asked: Asked): Reply {
  const { name, group, subscription } = asked.path as { name: string; group: string; subscription: string };
  const location = String(asked.body.location ?? '');
  const request = { type: vm, name, location, body: asked.body };
  const [denied] = disallowed(asked, request, `/subscriptions/${subscription}/resourceGroups/${group}`);
  if (denied) {
    const { code, message, ...more } = denied;
    return refusal(403, code, message, more);
  }
  const size = (asked.body.properties as { hardwareProfile?: { vmSize?: string } } | undefined)?.hardwareProfile
    ?.vmSize;
  if (!size) return refusal(400, 'InvalidParameter', 'The VM size is missing.');
  const { world } = asked;
  const before = world.machines.get(name);
  // An update of a machine that is stopped does not start it.
  const made = before ?? {
    name,
    group,
    location,
    size,
    power: world.kernel.settling<'running' | 'deallocated'>('running'),
  };
  made.size = size;
  world.machines.set(name, made);
  return { status: before ? 200 : 201, body: show(world, made) };
}

function withMachine(asked: Asked, then: (machine: Machine) => Reply): Reply {
  const found = asked.world.machines.get(asked.path.name!);
  return found ? then(found) : refusal(404, 'ResourceNotFound', `The Resource '${asked.path.name}' was not found.`);
}

function power(to: 'running' | 'deallocated'): Route['handle'] {
  return (asked) =>
    withMachine(asked, (m) => {
      m.power.set(to);
      const place = `${asked.origin}/subscriptions/${asked.world.subscription}/providers/Microsoft.Compute/locations/${m.location}`;
      const location = `${place}/operations/${to}-${m.name}`;
      return { status: 202, headers: { location, 'azure-asyncoperation': location, 'retry-after': '10' } };
    });
}

function powerCode(m: Machine): string {
  if (m.power.written === m.power.enforced) return m.power.written;
  return m.power.written === 'running' ? 'starting' : 'deallocating';
}

function operation(asked: Asked): Reply {
  const [to, ...rest] = asked.path.operation!.split('-');
  const m = asked.world.machines.get(rest.join('-'));
  if (!m) return refusal(404, 'NotFound', 'The operation is not known.');
  return {
    status: 200,
    body: { name: asked.path.operation, status: m.power.enforced === to ? 'Succeeded' : 'InProgress' },
  };
}

/** A trial deployment: every resource of the template meets the policy engine, and nothing is made. */
function validate(asked: Asked): Reply {
  const properties = asked.body.properties as { template?: { resources?: Record<string, unknown>[] } } | undefined;
  const scope = `/subscriptions/${asked.path.subscription}/resourceGroups/${asked.path.group}`;
  const details = (properties?.template?.resources ?? []).flatMap((resource) =>
    disallowed(
      asked,
      {
        type: String(resource.type),
        name: String(resource.name),
        location: String(resource.location),
        body: resource,
      },
      scope,
    ),
  );
  if (details.length > 0) {
    const message =
      'The template deployment failed because of policy violation. Please see details for more information.';
    return refusal(400, 'InvalidTemplateDeployment', message, { details });
  }
  return { status: 200, body: { properties: { provisioningState: 'Succeeded' } } };
}

export const COMPUTE_ROUTES: Route[] = [
  arm('GET', '{subscription}/providers/Microsoft\\.Compute/virtualMachines', `${vm}/read`, (asked) => ({
    status: 200,
    body: { value: [...asked.world.machines.values()].map((m) => show(asked.world, m)) },
  })),
  arm(
    'GET',
    `${VM}/instanceView`,
    `${vm}/instanceView/read`,
    (asked) =>
      withMachine(asked, (m) => ({ status: 200, body: { statuses: [{ code: `PowerState/${powerCode(m)}` }] } })),
    { at: AT },
  ),
  arm('PUT', VM, `${vm}/write`, create, { at: AT }),
  arm('POST', `${VM}/start`, `${vm}/start/action`, power('running'), { at: AT }),
  arm('POST', `${VM}/deallocate`, `${vm}/deallocate/action`, power('deallocated'), { at: AT }),
  arm(
    'GET',
    '{subscription}/providers/Microsoft\\.Compute/locations/{location}/operations/{operation}',
    'Microsoft.Compute/locations/operations/read',
    operation,
  ),
  arm('GET', '{subscription}/resourceGroups', 'Microsoft.Resources/subscriptions/resourceGroups/read', (asked) => ({
    status: 200,
    body: {
      value: asked.world.resourceGroups.map((g) => ({
        id: `/subscriptions/${asked.path.subscription}/resourceGroups/${g.name}`,
        ...g,
      })),
    },
  })),
  arm('GET', '{subscription}', 'Microsoft.Resources/subscriptions/read', (asked) => ({
    status: 200,
    body: { subscriptionId: asked.path.subscription, state: 'Enabled' },
  })),
  arm(
    'POST',
    '{group}/providers/Microsoft\\.Resources/deployments/{name}/validate',
    'Microsoft.Resources/deployments/validate/action',
    validate,
    { write: false, at: '/subscriptions/{subscription}/resourceGroups/{group}' },
  ),
];
