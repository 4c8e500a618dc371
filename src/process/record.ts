import type { Database } from '../edge/postgres/database.ts';
import { delegationRecord } from '../edge/postgres/delegations.ts';
import { auditRecord } from '../edge/postgres/events.ts';
import { incidentRecord } from '../edge/postgres/incidents.ts';
import { jobRecord } from '../edge/postgres/jobs.ts';
import { linkRecord } from '../edge/postgres/links.ts';
import { messageRecord } from '../edge/postgres/messages.ts';
import { planRecord } from '../edge/postgres/plans.ts';
import { reviewRecord } from '../edge/postgres/reviews.ts';
import { signInRecord } from '../edge/postgres/sign-ins.ts';
import { stepUpRecord } from '../edge/postgres/step-ups.ts';
import { approvalRecord } from '../edge/postgres/votes.ts';
import { waitingRecord } from '../edge/postgres/waiting.ts';

/**
 * The record, as its rooms know it.
 * @param perAccount steps of one account in hand at the same time, over all workers
 */
export function recordOf(db: Database, perAccount: number) {
  return {
    incidents: incidentRecord(db),
    plans: planRecord(db),
    approvals: approvalRecord(db),
    waiting: waitingRecord(db),
    delegations: delegationRecord(db),
    reviews: reviewRecord(db),
    jobs: jobRecord(db, perAccount),
    audit: auditRecord(db),
    messages: messageRecord(db),
    stepUps: stepUpRecord(db),
    signIns: signInRecord(db),
    links: linkRecord(db),
  };
}
export type Record = ReturnType<typeof recordOf>;
