import type { Database } from '../edge/postgres/database.ts';
import { auditRecord } from '../edge/postgres/events.ts';
import { incidentRecord } from '../edge/postgres/incidents.ts';
import { jobRecord } from '../edge/postgres/jobs.ts';
import { messageRecord } from '../edge/postgres/messages.ts';
import { planRecord } from '../edge/postgres/plans.ts';
import { approvalRecord } from '../edge/postgres/votes.ts';

/**
 * The record, as its rooms know it.
 * @param perAccount steps of one account in hand at the same time, over all workers
 */
export function recordOf(db: Database, perAccount: number) {
  return {
    incidents: incidentRecord(db),
    plans: planRecord(db),
    approvals: approvalRecord(db),
    jobs: jobRecord(db, perAccount),
    audit: auditRecord(db),
    messages: messageRecord(db),
  };
}
export type Record = ReturnType<typeof recordOf>;
