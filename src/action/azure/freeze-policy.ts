import type { PolicyAssignment, PolicyDefinition } from '@azure/arm-policy';
import type { Change } from '../../domain/action.ts';
import { GPU_POLICY } from './gpu-policy.ts';
import type { Subscription } from './subscription.ts';

/** The definition and the assignment of one freeze, both named for the incident that they belong to. */
export interface Freeze {
  name: string;
  definitionId: string;
  assignmentId: string;
  definition: PolicyDefinition;
  assignment: PolicyAssignment;
}

/** What is to be written. Names carry the marker, so that two incidents never share, or lift, one freeze. */
export function freezeOf(subscription: string, marker: string): Freeze {
  const name = `quell-freeze-gpu-${marker}`;
  const base = `/subscriptions/${subscription}/providers/Microsoft.Authorization`;
  const definitionId = `${base}/policyDefinitions/${name}`;
  const displayName = `Quell: no GPU machines (${marker})`;
  return {
    name,
    definitionId,
    assignmentId: `${base}/policyAssignments/${name}`,
    definition: { ...structuredClone(GPU_POLICY), displayName } as PolicyDefinition,
    assignment: {
      displayName,
      policyDefinitionId: definitionId,
      enforcementMode: 'Default',
      nonComplianceMessages: [{ message: `GPU machines are frozen by incident response (${marker}).` }],
    },
  };
}

/** `missing`, `ours` as it was written, or `changed` by somebody. */
export type Standing = 'missing' | 'ours' | 'changed';

/** How the two objects stand now. */
export async function standing(
  subscription: Subscription,
  freeze: Freeze,
  signal: AbortSignal,
): Promise<{ definition: Standing; assignment: Standing }> {
  const definition = await subscription.policyDefinition(freeze.name, signal);
  const assignment = await subscription.policyAssignment(freeze.name, signal);
  return {
    definition: !definition ? 'missing' : sameDefinition(definition, freeze.definition) ? 'ours' : 'changed',
    assignment: !assignment ? 'missing' : sameAssignment(assignment, freeze.assignment) ? 'ours' : 'changed',
  };
}

function sameDefinition(found: PolicyDefinition, wrote: PolicyDefinition): boolean {
  return found.mode === wrote.mode && canonical(found.policyRule) === canonical(wrote.policyRule);
}

/** Whatever makes an assignment weaker counts: not enforced, places left out, effects overridden. */
function sameAssignment(found: PolicyAssignment, wrote: PolicyAssignment): boolean {
  const weaker = [found.notScopes, found.overrides, found.resourceSelectors].some((list) => (list ?? []).length > 0);
  return (
    !weaker &&
    (found.enforcementMode ?? 'Default') === wrote.enforcementMode &&
    found.policyDefinitionId?.toLowerCase() === wrote.policyDefinitionId?.toLowerCase()
  );
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The two objects as changes, for those that `which` picks. */
export function policyChanges(
  freeze: Freeze,
  now: { definition: Standing; assignment: Standing },
  which: (standing: Standing) => boolean,
  words: { before: string | null; after: string | null },
): Change[] {
  const rows = [
    { resource: freeze.definitionId, field: 'policy definition', standing: now.definition },
    { resource: freeze.assignmentId, field: 'policy assignment', standing: now.assignment },
  ];
  return rows.filter((row) => which(row.standing)).map(({ resource, field }) => ({ resource, field, ...words }));
}
