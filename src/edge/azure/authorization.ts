import { z } from 'zod';
import type { RoleAssignment, Subscription } from '../../action/azure/subscription.ts';
import type { ArmClients } from './arm-clients.ts';
import { all, checked } from './checked.ts';
import type { Rest } from './rest.ts';

const optional = z
  .string()
  .nullish()
  .transform((text) => text || null);

const Assignment = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.string(),
  roleDefinitionId: z.string(),
  principalId: z.string(),
  principalType: optional,
  description: optional,
  condition: optional,
  conditionVersion: optional,
  delegatedManagedIdentityResourceId: optional,
  createdOn: z
    .date()
    .nullish()
    .transform((date) => date?.toISOString() ?? null),
});

const Decisions = z.array(z.object({ actionId: z.string(), accessDecision: z.string() }));

type Part = Pick<Subscription, 'assignmentsOf' | 'roleName' | 'removeAssignment' | 'writeAssignment' | 'mayDo'>;

/** Role assignments, and Azure's own answer to who may do what. */
export function authorizationOf(clients: ArmClients, arm: Rest): Part {
  return {
    async assignmentsOf(principal, signal) {
      const client = await clients.authorization();
      const filter = `assignedTo('${principal}')`;
      const pages = client.roleAssignments.listForSubscription({ filter, abortSignal: signal });
      return all('role assignments', Assignment, pages);
    },
    async roleName(roleDefinitionId, signal) {
      const client = await clients.authorization();
      const role = await client.roleDefinitions.getById(roleDefinitionId.replace(/^\//, ''), { abortSignal: signal });
      return checked('a role definition', z.object({ roleName: z.string() }), role).roleName;
    },
    async removeAssignment({ scope, name }, signal) {
      const client = await clients.authorization();
      await client.roleAssignments.delete(bare(scope), name, { abortSignal: signal });
    },
    async writeAssignment(assignment, signal) {
      const client = await clients.authorization();
      const parameters = parametersOf(assignment);
      await client.roleAssignments.create(bare(assignment.scope), assignment.name, parameters, { abortSignal: signal });
    },
    async mayDo(principal, scope, actions, signal) {
      // The call that AKS and Arc make for each request of a cluster; no SDK for JavaScript has it.
      const path = `${scope}/providers/Microsoft.Authorization/checkAccess?api-version=2018-09-01-preview`;
      const body = {
        Subject: { Attributes: { ObjectId: principal, 'xms-pasrp-retrievegroupmemberships': true } },
        Actions: actions.map((Id) => ({ Id, IsDataAction: false, Attributes: {} })),
        Resource: { Id: scope, Attributes: {} },
      };
      const permission = 'Microsoft.Authorization/*/read';
      const answer = await arm.read({ method: 'POST', path, body, permission, signal }, Decisions);
      return answer.map(({ actionId, accessDecision }) => ({
        action: actionId,
        // `NotAllowed` and `Denied` are the two refusals; whatever else comes counts as access.
        allowed: accessDecision !== 'NotAllowed' && accessDecision !== 'Denied',
      }));
    },
  };
}

/** The SDK puts the leading slash itself. */
const bare = (scope: string) => scope.replace(/^\//, '');

function parametersOf(a: RoleAssignment) {
  return {
    roleDefinitionId: a.roleDefinitionId,
    principalId: a.principalId,
    ...(a.principalType ? { principalType: a.principalType } : {}),
    ...(a.description ? { description: a.description } : {}),
    ...(a.condition ? { condition: a.condition } : {}),
    ...(a.conditionVersion ? { conditionVersion: a.conditionVersion } : {}),
    ...(a.delegatedManagedIdentityResourceId
      ? { delegatedManagedIdentityResourceId: a.delegatedManagedIdentityResourceId }
      : {}),
  };
}
