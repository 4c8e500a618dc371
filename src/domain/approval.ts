import type { Needs } from './playbook.ts';

export interface Vote {
  person: string;
  decision: 'approve' | 'deny';
  /** Groups that the person was in when voting. */
  groups: string[];
  surface: string;
  /** How the voter was known: `slack`, `console act-as (no authentication)`, `local user`. */
  authenticated: string;
  reason?: string;
  at: string;
}

/** Groups that are not yet satisfied by these votes. Empty needs are never satisfied: nobody may approve by omission. */
export function missing(needs: Needs[], votes: Vote[]): Needs[] {
  if (needs.length === 0) return [{ group: '(nobody named)', count: 1 }];
  const approvals = votes.filter((v) => v.decision === 'approve');
  return needs
    .map((need) => {
      const people = new Set(approvals.filter((v) => v.groups.includes(need.group)).map((v) => v.person));
      return { group: need.group, count: need.count - people.size };
    })
    .filter((need) => need.count > 0);
}
