import { z } from 'zod';
import type { Subscription } from '../../action/azure/subscription.ts';
import type { ArmClients } from './arm-clients.ts';
import { checked, orNull } from './checked.ts';
import { errorIn } from './fault.ts';
import type { Rest } from './rest.ts';

type Part = Pick<
  Subscription,
  | 'policyDefinition'
  | 'writePolicyDefinition'
  | 'removePolicyDefinition'
  | 'policyAssignment'
  | 'writePolicyAssignment'
  | 'removePolicyAssignment'
  | 'resourceGroups'
  | 'tryDeployment'
>;

const Named = z.looseObject({ id: z.string(), name: z.string(), properties: z.looseObject({}).optional() });
const Groups = z.object({ value: z.array(z.object({ name: z.string() })) });
const Accepted = z.looseObject({ properties: z.looseObject({}) });

/** Azure Policy of one subscription, and trial deployments that show what it refuses. */
export function governanceOf(id: string, clients: ArmClients, arm: Rest): Part {
  const scope = `subscriptions/${id}`;
  return {
    async policyDefinition(name, signal) {
      const client = await clients.policy();
      const found = await orNull(client.policyDefinitions.get(name, { abortSignal: signal }));
      if (found) checked('a policy definition', Named, found);
      return found;
    },
    async writePolicyDefinition(name, value, signal) {
      const client = await clients.policy();
      const made = await client.policyDefinitions.createOrUpdate(name, value, { abortSignal: signal });
      checked('a policy definition', Named, made);
    },
    async removePolicyDefinition(name, signal) {
      const client = await clients.policy();
      await client.policyDefinitions.delete(name, { abortSignal: signal });
    },
    async policyAssignment(name, signal) {
      const client = await clients.policy();
      const found = await orNull(client.policyAssignments.get(scope, name, { abortSignal: signal }));
      if (found) checked('a policy assignment', Named, found);
      return found;
    },
    async writePolicyAssignment(name, value, signal) {
      const client = await clients.policy();
      const made = await client.policyAssignments.create(scope, name, value, { abortSignal: signal });
      checked('a policy assignment', Named, made);
    },
    async removePolicyAssignment(name, signal) {
      const client = await clients.policy();
      // Nothing comes back for an assignment that is not there, and the SDK cannot read nothing.
      if (await orNull(client.policyAssignments.get(scope, name, { abortSignal: signal }))) {
        await client.policyAssignments.delete(scope, name, { abortSignal: signal });
      }
    },
    async resourceGroups(signal) {
      const path = `/${scope}/resourcegroups?api-version=2025-04-01`;
      const permission = 'Microsoft.Resources/subscriptions/resourceGroups/read';
      return (await arm.read({ method: 'GET', path, permission, signal }, Groups)).value.map((group) => group.name);
    },
    async tryDeployment(group, resources, signal) {
      const path = `/${scope}/resourcegroups/${encodeURIComponent(group)}/providers/Microsoft.Resources/deployments/quell-trial/validate?api-version=2025-04-01`;
      const template = {
        $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
        contentVersion: '1.0.0.0',
        resources,
      };
      // The reader may not make machines, and need not: only the policies' answer is wanted.
      const properties = { mode: 'Incremental', validationLevel: 'ProviderNoRbac', template };
      const permission = 'Microsoft.Resources/deployments/validate/action';
      const { status, body } = await arm.ask({ method: 'POST', path, body: { properties }, permission, signal });
      const read = JSON.parse(body) as { error?: unknown };
      if (status < 300 && !read.error) {
        checked('a trial deployment', Accepted, read);
        return { accepted: true, refusals: [] };
      }
      return { accepted: false, refusals: refusalsIn(read.error, body) };
    },
  };
}

const ErrorShape = z.looseObject({
  code: z.string(),
  details: z.array(z.unknown()).optional(),
  additionalInfo: z.array(z.looseObject({ info: z.looseObject({}).optional() })).optional(),
});

/** Every error in the tree, with the policy assignments that it names. */
function refusalsIn(error: unknown, body: string): { code: string; assignments: string[] }[] {
  const read = ErrorShape.safeParse(error);
  if (!read.success) return [{ code: errorIn(body).code || 'unknown', assignments: [] }];
  const { code, details = [], additionalInfo = [] } = read.data;
  const assignments = additionalInfo
    .map(({ info }) => info?.policyAssignmentId)
    .filter((id): id is string => typeof id === 'string');
  return [{ code, assignments }, ...details.flatMap((inner) => refusalsIn(inner, body))];
}
