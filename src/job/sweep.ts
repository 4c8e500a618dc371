import type { ApprovalRecord } from '../approval/record.ts';
import type { NewEvent } from '../domain/event.ts';
import { QUELL } from '../domain/person.ts';
import { type Plan, shortDigest } from '../domain/plan.ts';
import type { Queue } from './queue.ts';
import type { JobRecord } from './record.ts';

/** Enough for one pass; what is left is taken by the next one, a second later. */
const BATCH = 200;

/** For wake-ups that got lost out of a long queue. */
const LONG = { afterSeconds: 60, againSeconds: 60 };

function expired(plan: Plan): NewEvent {
  return {
    stream: plan.body.incident,
    type: 'approval.expired',
    actor: QUELL,
    summary: `Plan ${shortDigest(plan.digest)} was not approved in time; what nobody approved is not done`,
    data: { plan: plan.id, digest: plan.digest },
  };
}

function outOfTime(plan: Plan): NewEvent {
  return {
    stream: plan.body.incident,
    type: 'job.expired',
    actor: QUELL,
    summary: `The time of plan ${shortDigest(plan.digest)} is over; what had not begun is not done`,
    data: { plan: plan.id, digest: plan.digest },
  };
}

/**
 * Puts back on the queue whatever is due and claimed by nobody, and ends what nobody approved in time. This is the
 * guarantee; the queue only makes it fast. Safe to run anywhere, any number of times.
 */
export async function sweep(approvals: ApprovalRecord, jobs: JobRecord, queue: Queue): Promise<void> {
  await approvals.expire(expired);
  await jobs.expire(outOfTime);
  // A long queue has not forgotten its wake-ups; giving them again would make it longer.
  const due = (await queue.waiting()) < BATCH ? await jobs.due(BATCH) : await jobs.due(BATCH, LONG);
  if (due.length > 0) await queue.wake(due);
}
