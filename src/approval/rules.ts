import type { Demand, Tier } from '../domain/approval.ts';
import type { Needs } from '../domain/playbook.ts';

/** What quell.yaml says about approvals besides the floors. */
export interface ApprovalRules {
  /** Who is asked too when nobody of a group has answered. */
  escalation: Readonly<Record<string, readonly Tier[]>>;
  /** Absent: nobody may carry out a plan without its quorum. */
  breakGlass?: { group: string; reviewSeconds: number };
  freshSignIn: 'sensitive' | 'always' | 'never';
}

/** Needs with the tiers that are asked after them, soonest first: what a plan freezes. */
export function tiered(needs: readonly Needs[], escalation: ApprovalRules['escalation']): Demand[] {
  return needs.map(({ group, count }) => {
    const own = Object.hasOwn(escalation, group) ? escalation[group]! : [];
    const then = [...own].sort((a, b) => a.afterSeconds - b.afterSeconds);
    return { group, count, ...(then.length > 0 ? { then } : {}) };
  });
}
