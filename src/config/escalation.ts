import type { Problem } from './problem.ts';
import type { QuellFile } from './schema.ts';
import type { Source } from './yaml.ts';

const ADD = (group: string) => `Add people to ${group} under \`people\`, or name another group.`;

function isEmpty({ people }: QuellFile, group: string): boolean {
  return !people.some((p) => p.groups.includes(group));
}

/** Tiers that would help nobody: of a group that nobody is in, asked when the plan is over already, or asked twice. */
export function escalationProblems(settings: QuellFile, source: Source): Problem[] {
  const { escalation, approve_within_minutes: window } = settings.approvals;
  return Object.entries(escalation).flatMap(([group, tiers]) => {
    const path = ['approvals', 'escalation', group];
    const own = isEmpty(settings, group)
      ? [{ message: `Nobody is in ${group}, so nothing escalates from it.`, fix: ADD(group), at: source.at(path) }]
      : [];
    const seen = new Set([group]);
    const further = tiers.flatMap(({ to, after_minutes }, i): Problem[] => {
      const double = seen.has(to);
      seen.add(to);
      const at = source.at([...path, i]);
      if (double) return [{ message: `${to} is asked already.`, fix: 'Name each group once.', at }];
      if (isEmpty(settings, to)) return [{ message: `Nobody is in ${to}, which is asked next.`, fix: ADD(to), at }];
      if (after_minutes < window) return [];
      const message = `${to} is asked after ${after_minutes} minutes, when the plan has expired after ${window}.`;
      return [{ message, fix: 'Ask sooner, or raise `approve_within_minutes`.', at }];
    });
    return [...own, ...further];
  });
}

/** Whoever breaks the glass is looked at by somebody else. */
export function glassProblems(settings: QuellFile, source: Source): Problem[] {
  const glass = settings.approvals.break_glass;
  if (!glass || !isEmpty(settings, glass.group)) return [];
  const message = `Nobody is in ${glass.group}, so nobody can break the glass.`;
  return [{ message, fix: ADD(glass.group), at: source.at(['approvals', 'break_glass', 'group']) }];
}
