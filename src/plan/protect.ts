import type { Json } from '../domain/json.ts';
import type { PlannedStep } from '../domain/plan.ts';

function strings(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(strings);
}

function pattern(protectedName: string): RegExp {
  const escaped = protectedName.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(^|[/:])${escaped.join('.*')}$`, 'i');
}

/**
 * Says why a step may not be carried out, when one of its inputs or changed resources is protected. A protected name
 * matches a whole name, or the last parts of a longer one: `role/break-glass` matches the role's ARN; `*` stands for anything.
 */
export function protector(
  names: readonly string[],
): (step: Pick<PlannedStep, 'inputs' | 'changes'>) => string | undefined {
  const patterns = names.map((name) => ({ name, matches: pattern(name) }));
  return (step) => {
    const touched = [...strings(step.inputs), ...step.changes.map((c) => c.resource)];
    const hit = patterns.find((p) => touched.some((t) => p.matches.test(t)));
    return hit ? `${hit.name} is protected; Quell never changes it.` : undefined;
  };
}
