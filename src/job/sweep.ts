import { demandsOf } from '../approval/demands.ts';
import type { ApprovalRecord, Reminder, WaitingRecord } from '../approval/record.ts';
import { toTheMinute } from '../domain/clock.ts';
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

function reminded(plan: Plan, what: Reminder): NewEvent {
  const short = shortDigest(plan.digest);
  const data = { plan: plan.id, digest: plan.digest, what };
  const common = { stream: plan.body.incident, actor: QUELL };
  const until = toTheMinute(plan.approveBy);
  if (what === 'half' || what === 'most') {
    const share = what === 'half' ? 'Half' : 'Most';
    const summary = `${share} of the time to decide about plan ${short} is over; it expires at ${until}`;
    return { ...common, type: 'approval.reminded', summary, data };
  }
  const group = what.slice('tier:'.length);
  const asked = plan.body.stages
    .flatMap(demandsOf)
    .flatMap((need) => (need.then ?? []).map((tier) => ({ from: need.group, ...tier })))
    .filter((tier) => tier.group === group);
  const afterSeconds = Math.min(...asked.map((tier) => tier.afterSeconds));
  const from = [...new Set(asked.map((tier) => tier.from))];
  const minutes = Math.round(afterSeconds / 60);
  const summary =
    `Plan ${short} was not decided by ${from.join(' or ')} in ${minutes} minute${minutes === 1 ? '' : 's'}; ` +
    `${group} may decide too now, until ${until}`;
  return { ...common, type: 'approval.escalated', summary, data: { ...data, group, from, afterSeconds } };
}

/**
 * Puts back on the queue whatever is due and claimed by nobody, ends what nobody approved in time, and reminds
 * of what waits. This is the
 * guarantee; the queue only makes it fast. Safe to run anywhere, any number of times.
 */
export async function sweep(
  approvals: ApprovalRecord,
  waiting: WaitingRecord,
  jobs: JobRecord,
  queue: Queue,
): Promise<void> {
  await approvals.expire(expired);
  await jobs.expire(outOfTime);
  // A long queue has not forgotten its wake-ups; giving them again would make it longer.
  const due = (await queue.waiting()) < BATCH ? await jobs.due(BATCH) : await jobs.due(BATCH, LONG);
  if (due.length > 0) await queue.wake(due);
  // Last: whom it would wake can wait longer than a step that is due.
  await waiting.remind(reminded);
}
