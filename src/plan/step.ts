import type { Access, ActionContext, AnyAction, Cloud, Inputs, OpenCloud } from '../domain/action.ts';
import { asFault, Fault } from '../domain/fault.ts';
import type { Mode } from '../domain/incident.ts';
import type { PlanBody, PlannedStep } from '../domain/plan.ts';

/** What planning needs: reader's eyes on every cloud, and the knowledge of what must not be touched. */
export interface PlanParts {
  actions: ReadonlyMap<string, AnyAction>;
  open(mode: Mode, cloud: Cloud, target: string, access: Access): Promise<OpenCloud>;
  protects(step: Pick<PlannedStep, 'inputs' | 'changes'>): string | undefined;
}

export type Unplanned = PlanBody['unplanned'][number];

/** `Deny sessions of role {role}` with the inputs filled in. */
export function fillTitle(title: string, inputs: Inputs): string {
  return title.replace(/\{([a-z0-9_]+)\}/g, (whole, name: string) => {
    const value = inputs[name];
    return value === undefined || value === null ? whole : String(value);
  });
}

/** Inputs as the action knows them, its defaults filled in. @throws Fault `plan.input` */
export function checkInputs(action: AnyAction, inputs: Inputs): Inputs {
  const parsed = action.inputs.safeParse(inputs);
  if (parsed.success) return parsed.data as Inputs;
  const issue = parsed.error.issues[0];
  throw new Fault({
    code: 'plan.input',
    message: `${action.id} cannot work with ${issue?.path.join('.') || 'these inputs'}: ${issue?.message}.`,
    fix: `\`action ${action.id}\` shows what it takes.`,
  });
}

/** Plans one step; what cannot be planned becomes a line that says why, and never vanishes. */
export async function planStep(
  parts: PlanParts,
  mode: Mode,
  ctx: ActionContext,
  step: { id: string; action: string; inputs: Inputs },
): Promise<PlannedStep | Unplanned> {
  try {
    const action = parts.actions.get(step.action);
    if (!action)
      throw new Fault({
        code: 'plan.unknown-action',
        message: `There is no action ${step.action}.`,
        fix: '`action` lists them.',
      });
    const inputs = checkInputs(action, step.inputs);
    const target = String(inputs[action.target]);
    const cloud = await parts.open(mode, action.cloud, target, 'read');
    const planned = await action.plan(inputs, cloud, ctx);
    const guarded = parts.protects({ inputs, changes: planned.changes });
    if (guarded)
      throw new Fault({
        code: 'plan.protected',
        message: guarded,
        fix: 'Contain it by hand, or change `protected` in quell.yaml.',
      });
    return {
      id: step.id,
      action: action.id,
      cloud: action.cloud,
      target,
      title: fillTitle(action.title, inputs),
      inputs,
      changes: planned.changes,
      basis: planned.basis,
      residual: planned.residual,
      notStopped: action.notStopped,
      reversible: action.reversible,
      safeReleaseAfterSeconds: planned.safeReleaseAfterSeconds,
    };
  } catch (thrown) {
    const fault = asFault(thrown);
    return { step: step.id, action: step.action, why: fault.message, fix: fault.fix };
  }
}

export function isPlanned(step: PlannedStep | Unplanned): step is PlannedStep {
  return 'basis' in step;
}
