import { Fault } from '../domain/fault.ts';
import type { PlanBody } from '../domain/plan.ts';

/**
 * The same plan without these steps, and nothing else changed: what it needs stays, a stage without a step goes.
 * @throws Fault `plan.narrow` when it would be no narrower, empty, or names a step that is not there
 */
export function narrowed(body: PlanBody, drop: readonly string[]): PlanBody {
  const ids = body.stages.flatMap((stage) => stage.steps.map((s) => s.id));
  const unknown = drop.find((id) => !ids.includes(id));
  const list = `Its steps are ${ids.slice(0, 12).join(', ')}${ids.length > 12 ? ` and ${ids.length - 12} more` : ''}.`;
  if (unknown !== undefined)
    throw refused(`This plan has no step "${unknown.slice(0, 60)}": narrowing only leaves out.`, list);
  const out = new Set(drop);
  if (out.size === 0) throw refused('Nothing was left out, so the plan would be the same.', list);
  if (out.size === ids.length) throw refused('Nothing would be left of this plan.', '`withdraw` or `deny` ends it.');
  const stages = body.stages
    .map((stage) => ({ ...stage, steps: stage.steps.filter((s) => !out.has(s.id)) }))
    .filter((stage) => stage.steps.length > 0);
  return { ...body, stages };
}

function refused(message: string, fix: string): Fault {
  return new Fault({ code: 'plan.narrow', message, fix });
}
