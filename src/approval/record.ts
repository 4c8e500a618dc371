import type { Vote } from '../domain/approval.ts';
import type { NewEvent } from '../domain/event.ts';
import type { Plan } from '../domain/plan.ts';

/** What became of a vote. Only `counted` changed anything. */
export type VoteOutcome =
  | { outcome: 'counted'; plan: Plan; votes: Vote[]; due: { id: string; priority?: number }[] }
  /** This person has voted already. */
  | { outcome: 'again'; plan: Plan; votes: Vote[]; earlier: Vote }
  /** Decided, expired or superseded before this vote came, or a vote for another digest. */
  | { outcome: 'late'; plan: Plan; votes: Vote[] };

/** Votes in the record. */
export interface ApprovalRecord {
  /** One conditional update: pending, same digest, in time, first vote of this person. Makes approved stages due. */
  vote(plan: Plan, vote: Omit<Vote, 'at'>, event: NewEvent): Promise<VoteOutcome>;
  votes(plan: string): Promise<Vote[]>;
  /** Ends what nobody decided in time; returns the plans that expired. */
  expire(event: (plan: Plan) => NewEvent): Promise<Plan[]>;
}
