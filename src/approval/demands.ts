import type { Demand, Tier } from '../domain/approval.ts';
import type { PlannedStage } from '../domain/plan.ts';

/** Tiers that both lines of a quorum have, each from when both have it. */
function shared(a: readonly Tier[], b: readonly Tier[]): Tier[] {
  return a.flatMap((tier) => {
    const other = b.find((t) => t.group === tier.group);
    return other ? [{ group: tier.group, afterSeconds: Math.max(tier.afterSeconds, other.afterSeconds) }] : [];
  });
}

/** What a stage asks for, each group once: where a group is named twice, whatever satisfies this line satisfies both. */
export function demandsOf(stage: Pick<PlannedStage, 'needs'>): Demand[] {
  const lines = new Map<string, Demand>();
  for (const need of stage.needs) {
    const known = lines.get(need.group);
    if (!known) lines.set(need.group, need);
    else {
      const then = shared(known.then ?? [], need.then ?? []);
      lines.set(need.group, { group: need.group, count: Math.max(known.count, need.count), then });
    }
  }
  return [...lines.values()];
}
