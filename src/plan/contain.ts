import type { ActionContext, Inputs } from '../domain/action.ts';
import { Fault } from '../domain/fault.ts';
import type { Incident } from '../domain/incident.ts';
import type { PlanBody, PlannedStage } from '../domain/plan.ts';
import type { Needs, Playbook } from '../domain/playbook.ts';
import { canonical, sha256 } from './digest.ts';
import { expand } from './playbook/expand.ts';
import { isPlanned, type PlanParts, planStep, type Unplanned } from './step.ts';

export interface Containment {
  incident: Incident;
  playbook: Playbook;
  /** Resolved: an identity is its map of clouds, not its name. */
  inputs: Inputs;
  /** As typed, for the card. */
  given: Inputs;
  requester: string;
  reason: string;
  /** What a stage needs in the end: the playbook's own, raised to the configured floor. */
  needs(stage: Needs[]): Needs[];
}

/**
 * Reads every cloud side by side and freezes what would be changed. A cloud that cannot be read costs its own steps
 * alone: the others can be contained at once, and the card says what is missing.
 * @throws Fault `plan.nothing` when no step at all can be planned
 */
export async function planContainment(parts: PlanParts, what: Containment, ctx: ActionContext): Promise<PlanBody> {
  const { incident, playbook } = what;
  const unplanned: Unplanned[] = [];
  const expanded = expand(playbook, what.inputs);
  const stages = await Promise.all(
    expanded.map(async (stage, i): Promise<PlannedStage> => {
      const { id, title, after, needs } = playbook.stages[i]!;
      const steps = await Promise.all(stage.steps.map((step) => planStep(parts, incident.mode, ctx, step)));
      for (const step of steps) if (!isPlanned(step)) unplanned.push(step);
      return { id, title, after, needs: what.needs(needs), steps: steps.filter(isPlanned) };
    }),
  );
  const filled = stages.filter((s) => s.steps.length > 0);
  if (filled.length === 0) {
    const first = unplanned[0];
    throw new Fault({
      code: 'plan.nothing',
      message: first
        ? `Nothing can be planned. ${first.action}: ${first.why}`
        : `${playbook.id} has nothing to do for these inputs.`,
      fix: first?.fix ?? 'Check the inputs: the identity may name no cloud that this playbook acts on.',
      retry: 'when-fixed',
    });
  }
  return {
    incident: incident.id,
    mode: incident.mode,
    kind: 'contain',
    playbook: { id: playbook.id, title: playbook.title, digest: sha256(canonical(playbook)) },
    inputs: what.given,
    requester: what.requester,
    reason: what.reason,
    early: false,
    stages: filled,
    unplanned: unplanned.sort((a, b) => a.step.localeCompare(b.step)),
  };
}
