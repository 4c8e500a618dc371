import type { Needs } from './playbook.ts';

/** Who may answer too when nobody has: members of `group`, from so many seconds after the request. */
export interface Tier {
  group: string;
  afterSeconds: number;
}

/** One line of a quorum as a plan froze it. */
export interface Demand extends Needs {
  then?: Tier[];
}

/** What quell.yaml says about approvals besides the floors. */
export interface ApprovalRules {
  /** Who is asked too when nobody of a group has answered. */
  escalation: Readonly<Record<string, readonly Tier[]>>;
  /** Absent: nobody may carry out a plan without its quorum. */
  breakGlass?: { group: string; reviewSeconds: number };
  freshSignIn: 'sensitive' | 'always' | 'never';
}

/** A sign-in that was made for one plan and for nothing else. */
export interface Proof {
  method: 'oidc' | 'webauthn';
  /** The identity provider's issuer, or the relying party's id. */
  issuer: string;
  /** The issuer's `sub`, or the credential's id. Never an e-mail address. */
  subject: string;
  /** When the person signed in, as whoever vouches for it says; ISO 8601. */
  at: string;
  /** `required by acrs c1`: the provider says that it asked anew, and not when. `at` is then when its answer came. */
  vouched?: string;
  acr?: string;
  amr?: string[];
  /** Digest of the plan that the sign-in was for. */
  digest: string;
  /** SHA-256 of the id token or of the signed assertion, lower-case hex. */
  evidence: string;
}

export interface Vote {
  person: string;
  /** `break-glass` carries the plan out without its quorum, where quell.yaml lets somebody do that. */
  decision: 'approve' | 'deny' | 'break-glass';
  /** Groups that the person was in when voting, with those that were lent. */
  groups: string[];
  /** Whose place was taken, by group, where a right was lent. */
  through?: Record<string, string>;
  surface: string;
  /** How the voter was known: `slack`, `console act-as (no authentication)`, `local user`. */
  authenticated: string;
  reason?: string;
  /** Break-glass alone: why nobody else could decide. */
  second?: string;
  proof?: Proof;
  at: string;
}

/**
 * By whose right a vote counts for a need: the voter's own, or the lender's. Undefined when it does not: of a group that asks
 * for no vote, too early for its tier, or lent by somebody who has voted too.
 */
function rightOf(need: Demand, vote: Vote, votes: readonly Vote[], askedAt: string): string | undefined {
  const since = (Date.parse(vote.at) - Date.parse(askedAt)) / 1000;
  const tiers = (need.then ?? []).filter((tier) => since >= tier.afterSeconds);
  const held = [need, ...tiers].map(({ group }) => group).filter((group) => vote.groups.includes(group));
  const lender = (group: string) => vote.through?.[group];
  if (held.some((group) => lender(group) === undefined)) return vote.person;
  return held.map(lender).find((person) => !votes.some((v) => v.person === person));
}

/**
 * Needs of a stage that these votes leave open. Empty needs are never satisfied: nobody may approve by omission.
 * @param stage `fresh`: only votes with a sign-in of their own count
 * @param askedAt when the plan was asked for; tiers count from then
 */
export function missing(
  stage: { needs: Demand[]; fresh?: boolean },
  votes: readonly Vote[],
  askedAt: string,
): Demand[] {
  if (stage.needs.length === 0) return [{ group: '(nobody named)', count: 1 }];
  if (votes.some((v) => v.decision === 'break-glass')) return [];
  const approvals = votes.filter((v) => v.decision === 'approve' && (!stage.fresh || v.proof));
  return stage.needs
    .map((need) => {
      // Rights are counted, not hands: of a person and all to whom that person lent the same right, one counts.
      const rights = new Set(approvals.map((v) => rightOf(need, v, votes, askedAt)));
      rights.delete(undefined);
      return { ...need, count: need.count - rights.size };
    })
    .filter((need) => need.count > 0);
}
