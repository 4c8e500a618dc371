import type { Kernel } from '../kernel.ts';
import { WORLD } from '../world.ts';
import { GRAPH, QUELL, ROLES } from './roles.ts';
import type { Application, Machine, RoleAssignment, ServicePrincipal, World } from './world.ts';

const A = WORLD.azure;
const EXCHANGE = 'api://AzureADTokenExchange';
export const SUBSCRIPTION = `/subscriptions/${A.subscription}`;

/** Path of a role definition in the subscription. */
export function roleId(role: string): string {
  return `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
}

/** Full id of a role assignment. */
export function assignmentId(assignment: { scope: string; name: string }): string {
  return `${assignment.scope}/providers/Microsoft.Authorization/roleAssignments/${assignment.name}`;
}

/** The subject that the cluster's identity provider gives to one of Quell's processes. */
export function quellSubject(who: 'quell-reader' | 'quell-responder'): string {
  return `system:serviceaccount:quell:${who}`;
}

/** A fresh tenant and subscription: the stolen workload identity, a person, Quell itself, and some machines. */
export function seed(kernel: Kernel): World {
  const day = 24 * 60 * 60 * 1000;
  const group = `${SUBSCRIPTION}/resourceGroups/${A.resourceGroup}`;
  const assignments = [
    assign(1, group, ROLES.contributor!.id, A.servicePrincipal, { description: 'training jobs' }),
    assign(2, SUBSCRIPTION, ROLES.viewer!.id, A.servicePrincipal),
    assign(3, SUBSCRIPTION, ROLES.blobs!.id, A.servicePrincipal, {
      condition: "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'checkpoints'",
      conditionVersion: '2.0',
    }),
    assign(4, SUBSCRIPTION, ROLES.viewer!.id, A.user, { principalType: 'User' }),
    assign(5, SUBSCRIPTION, ROLES.quellReader!.id, QUELL.reader),
    assign(6, SUBSCRIPTION, ROLES.quellResponder!.id, QUELL.responder),
  ];
  const machine = (name: string, size: string, power: 'running' | 'deallocated'): [string, Machine] => [
    name,
    { name, group: A.resourceGroup, location: A.location, size, power: kernel.settling(power) },
  ];
  return {
    kernel,
    tenant: A.tenant,
    subscription: A.subscription,
    users: new Map([
      [
        A.user,
        {
          id: A.user,
          userPrincipalName: A.userName,
          userType: 'Member',
          accountEnabled: true,
          validFrom: kernel.settling(kernel.now().getTime() - 30 * day),
        },
      ],
    ]),
    groups: new Map(),
    applications: new Map([
      application(kernel, A.application, A.clientId, 'ml-train', A.federatedCredential, WORLD.subject),
      application(kernel, '77777777-1111-4111-8111-77777777bbbb', A.readerClientId, 'quell-reader', 'quell'),
      application(kernel, '88888888-2222-4222-8222-88888888bbbb', A.responderClientId, 'quell-responder', 'quell'),
    ]),
    servicePrincipals: new Map([
      principal(kernel, A.servicePrincipal, A.clientId, 'ml-train', []),
      principal(kernel, QUELL.reader, A.readerClientId, 'quell-reader', GRAPH.reader),
      principal(kernel, QUELL.responder, A.responderClientId, 'quell-responder', GRAPH.responder),
    ]),
    roles: new Map(Object.values(ROLES).map((role) => [role.id, role])),
    assignments: kernel.settling<ReadonlyMap<string, RoleAssignment>>(
      new Map(assignments.map((a) => [assignmentId(a).toLowerCase(), a])),
    ),
    policy: kernel.settling({ definitions: new Map(), assignments: new Map() }),
    resourceGroups: [{ name: A.resourceGroup, location: A.location }],
    machines: new Map([
      machine('train-1', 'Standard_NC24ads_A100_v4', 'running'),
      machine('train-2', 'Standard_ND96isr_H100_v5', 'deallocated'),
      machine('web-1', 'Standard_D4s_v5', 'running'),
    ]),
    quotas: [
      { workspace: A.workspace, location: A.location, family: 'standardNCADSA100v4Family', limit: 96, floor: 0 },
      { workspace: A.workspace, location: A.location, family: 'standardDSv5Family', limit: 64, floor: 0 },
    ],
    sessions: new Map(),
    signIns: [],
    checkAccessOffered: true,
    signInLogLicensed: true,
    outsideTokens: new Map(),
  };
}

function assign(
  index: number,
  scope: string,
  role: string,
  principalId: string,
  more: Partial<RoleAssignment> = {},
): RoleAssignment {
  return {
    name: `b0000000-0000-4000-8000-00000000000${index}`,
    scope,
    roleDefinitionId: roleId(role),
    principalId,
    principalType: 'ServicePrincipal',
    description: null,
    condition: null,
    conditionVersion: null,
    createdOn: '2026-01-05T09:00:00.000Z',
    ...more,
  };
}

function application(
  kernel: Kernel,
  id: string,
  appId: string,
  displayName: string,
  credential: string,
  subject?: string,
): [string, Application] {
  const federated = {
    id: kernel.uuid(),
    name: credential,
    issuer: WORLD.issuer,
    subject: subject ?? quellSubject(displayName as 'quell-reader'),
    audiences: [EXCHANGE],
    description: null,
  };
  // Quell may change only applications that it owns (Application.ReadWrite.OwnedBy).
  const owners = subject ? [QUELL.responder] : [];
  return [id, { id, appId, displayName, owners, credentials: kernel.settling([federated]), secrets: [] }];
}

function principal(
  kernel: Kernel,
  id: string,
  appId: string,
  displayName: string,
  graphRoles: readonly string[],
): [string, ServicePrincipal] {
  const owners = graphRoles.length === 0 ? [QUELL.responder] : [];
  const servicePrincipalType = 'Application';
  return [id, { id, appId, displayName, servicePrincipalType, owners, enabled: kernel.settling(true), graphRoles }];
}
