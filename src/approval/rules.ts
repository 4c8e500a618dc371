import type { ApprovalRules, Demand } from '../domain/approval.ts';
import type { Needs } from '../domain/playbook.ts';

/** Needs with the tiers that are asked after them, soonest first: what a plan freezes. */
export function tiered(needs: readonly Needs[], escalation: ApprovalRules['escalation']): Demand[] {
  return needs.map(({ group, count }) => {
    const own = Object.hasOwn(escalation, group) ? escalation[group]! : [];
    const then = [...own].sort((a, b) => a.afterSeconds - b.afterSeconds);
    return { group, count, ...(then.length > 0 ? { then } : {}) };
  });
}
