import type { Vote } from '../domain/approval.ts';
import type { NewEvent } from '../domain/event.ts';
import type { Plan } from '../domain/plan.ts';

/** What became of a vote. Only `counted` changed anything. */
export type VoteOutcome =
  | { outcome: 'counted'; plan: Plan; votes: Vote[]; due: { id: string; priority?: number }[] }
  /** This person has voted already. A fresh sign-in added to one's own vote is `counted`. */
  | { outcome: 'again'; plan: Plan; votes: Vote[]; earlier: Vote }
  /** Decided, expired or superseded before this vote came, or a vote for another digest. */
  | { outcome: 'late'; plan: Plan; votes: Vote[] }
  /** A right that it names is no longer lent to this person. */
  | { outcome: 'lapsed'; plan: Plan; votes: Vote[] };

/** Somebody lends the right to vote, for a while. */
export interface Delegation {
  id: string;
  from: string;
  to: string;
  groups: string[];
  /** ISO 8601. */
  until: string;
  reason?: string;
  at: string;
}

/** What is to be looked at afterwards: somebody acted alone. */
export interface Review {
  plan: string;
  incident: string;
  /** Who broke the glass, and so cannot be the one who reviews it. */
  person: string;
  openedAt: string;
  dueBy: string;
  closed?: { by: string; verdict: 'justified' | 'not-justified'; note: string; at: string };
}

/** What time makes due while a plan waits: `half` and `most` of the window are over, or the next tier is asked. */
export type Reminder = 'half' | 'most' | `tier:${string}`;

/** Votes in the record. */
export interface ApprovalRecord {
  /**
   * One conditional update: pending, same digest, in time, first vote of this person, lent rights still lent. Makes approved stages due. A `proof`
   * given later is added to one's own vote. A `break-glass` opens its review in the same transaction.
   */
  vote(plan: Plan, vote: Omit<Vote, 'at'>, event: NewEvent): Promise<VoteOutcome>;
  votes(plan: string): Promise<Vote[]>;
  /** Ends what nobody decided in time; returns the plans that expired. */
  expire(event: (plan: Plan) => NewEvent): Promise<Plan[]>;
}

/** What is taken back before it has its effect, and what time makes due. */
export interface WaitingRecord {
  /** Takes back one's own vote while no stage rests on votes yet. */
  takeBack(
    plan: Plan,
    person: string,
    event: NewEvent,
  ): Promise<{ outcome: 'taken-back' | 'none' | 'late'; plan: Plan; votes: Vote[] }>;
  /** Ends a plan: what has not started never does. `late` when there is nothing left to stop. */
  withdraw(plan: Plan, event: NewEvent): Promise<{ outcome: 'withdrawn' | 'late'; plan: Plan; stopped: number }>;
  /** Notes each reminder that is due, once, as an event of the incident. Returns how many. */
  remind(event: (plan: Plan, what: Reminder) => NewEvent): Promise<number>;
}

/** Lent rights in the record. */
export interface DelegationRecord {
  /** @throws Fault `approval.delegation` when it ends in the past, or further ahead than 14 days */
  delegate(delegation: Omit<Delegation, 'id' | 'at'>, event: NewEvent): Promise<Delegation>;
  /** False when there is none in force with this id. */
  endDelegation(id: string, event: NewEvent): Promise<boolean>;
  /** Those in force now. */
  delegations(): Promise<Delegation[]>;
}

/** Reviews in the record. */
export interface ReviewRecord {
  /** Undefined when none is open for this plan. */
  review(plan: string, closed: Omit<NonNullable<Review['closed']>, 'at'>, event: NewEvent): Promise<Review | undefined>;
  /** Those of an incident that nobody has done yet. */
  openReviews(incident: string): Promise<Review[]>;
  /** Those that nobody has done yet and this person may know of: none where they are under suspicion. */
  openReviewsFor(person: string): Promise<Review[]>;
}
