import type { Case, PlanCase, Told } from './read.ts';

/** A vote as the log tells of it. */
export interface Cast {
  person: string;
  decision: string;
  proven: boolean;
}

const ABOUT_VOTES = new Set(['approval.voted', 'approval.proven', 'approval.taken-back']);

function told(seen: Case, plan: PlanCase): Told[] {
  return seen.events.filter((e) => ABOUT_VOTES.has(e.type) && e.data.plan === plan.row.id);
}

/** When the log says that this person signed in for this plan, ms since the epoch. */
export function proofsOf(seen: Case, plan: PlanCase, person: string): number[] {
  return told(seen, plan)
    .filter((e) => e.person === person && (e.data.proof as { digest?: string } | undefined)?.digest === plan.digest)
    .map((e) => e.at);
}

/**
 * What the log says of the votes on a plan, told in order: which stand in the end, and who gave one although one stood. To an
 * own vote a sign-in may be added, once; an approval may become the breaking of the glass.
 */
export function castIn(seen: Case, plan: PlanCase): { standing: Cast[]; twice: string[] } {
  const standing = new Map<string, Cast>();
  const twice: string[] = [];
  for (const { type, person, data } of told(seen, plan)) {
    if (type === 'approval.taken-back') {
      standing.delete(person);
      continue;
    }
    const before = standing.get(person);
    const now = { person, decision: String(data.decision), proven: data.proof !== undefined };
    const proves = before?.decision === now.decision && now.proven && !before.proven;
    const breaks = before?.decision === 'approve' && now.decision === 'break-glass';
    if (before && !proves && !breaks) twice.push(person);
    standing.set(person, now);
  }
  return { standing: [...standing.values()], twice };
}
