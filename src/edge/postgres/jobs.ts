import type { Receipt } from '../../domain/action.ts';
import type { NewEvent } from '../../domain/event.ts';
import type { Wake } from '../../job/queue.ts';
import type { Fence, JobRecord, Progress } from '../../job/record.ts';
import { canonical } from '../../plan/digest.ts';
import { again } from './again.ts';
import { claims } from './claims.ts';
import type { Database } from './database.ts';
import { expire } from './expiry.ts';
import { runOf, runsOf } from './runs.ts';

const LATE: Progress = { counted: false, due: [] };

/** The statement of an event: its stream, and its text. */
function told(event: NewEvent): [stream: string, body: string] {
  const { stream, ...body } = event;
  return [stream, canonical(body)];
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

async function whyRefused(db: Database, f: Fence): Promise<string> {
  const { rows } = await db.query<{ mine: boolean; approved: boolean; late: boolean }>(
    `select step.fence = $3 and step.state = 'running' and step.lease_until > now() as mine,
       stage_approved(run.plan, step.stage) as approved, plan.execute_by < now() as late
     from step join run on run.id = step.run join plan on plan.id = run.plan where step.run = $1 and step.id = $2`,
    [f.run, f.step, f.fence],
  );
  if (!rows[0]?.mine) return 'lost';
  if (rows[0].late) return 'expired';
  return rows[0].approved ? 'lost' : 'not approved';
}

/** @param perAccount steps of one account in hand at the same time, over all workers */
export function jobRecord(db: Database, perAccount: number): JobRecord {
  /** Calls one function of schema/results.ts: null when another worker has the step now. */
  const result = async (statement: string, values: unknown[]): Promise<Progress> => {
    const { rows } = await db.query<{ due: Wake[] | null }>(`select ${statement} as due`, values);
    const due = rows[0]?.due;
    return due ? { counted: true, due } : LATE;
  };
  return {
    claim: claims(db, perAccount),
    async renew(f, leaseSeconds) {
      const { rowCount } = await db.query(
        `update step set lease_until = now() + make_interval(secs => $4), due_at = now() + make_interval(secs => $4)
         where run = $1 and id = $2 and fence = $3 and state in ('running', 'applied')`,
        [f.run, f.step, f.fence, leaseSeconds],
      );
      return rowCount === 1;
    },
    async intend(f, receipt, callSeconds, event) {
      const { rows } = await db.query<{ body: Receipt | null }>(
        'select intend_step($1, $2, $3, $4, $5, $6, $7) as body',
        [f.run, f.step, f.fence, callSeconds, json(receipt), ...told(event)],
      );
      const body = rows[0]?.body;
      return body ? { receipt: body } : { refused: await whyRefused(db, f) };
    },
    applied: (f, applied, settleSeconds, event) =>
      result('step_applied($1, $2, $3, $4, $5, $6, $7)', [
        f.run,
        f.step,
        f.fence,
        json(applied),
        settleSeconds,
        ...told(event),
      ]),
    later: (f, afterMs, why, stream, event) =>
      result('step_later($1, $2, $3, $4, $5, $6, $7, $8)', [
        f.run,
        f.step,
        f.fence,
        afterMs / 1000,
        json(why.fault),
        json(why.verification?.evidence),
        stream,
        event ? told(event)[1] : null,
      ]),
    end: (f, end, event) =>
      result('step_end($1, $2, $3, $4, $5, $6, $7, $8)', [
        f.run,
        f.step,
        f.fence,
        end.state,
        json('fault' in end ? end.fault : undefined),
        json('verification' in end ? end.verification.evidence : undefined),
        ...told(event),
      ]),
    expire: (event) => expire(db, event),
    async due(limit) {
      const { rows } = await db.query<Required<Wake>>('select id, priority from sweep_due($1, $2)', [
        perAccount,
        limit,
      ]);
      return rows.toSorted((a, b) => a.priority - b.priority);
    },
    runOf: (plan) => runOf(db, plan),
    runsOf: (incident) => runsOf(db, incident),
    retry: (plan, steps, event) =>
      again(
        db,
        plan,
        `state = 'due', due_at = now(), fault = null, attempt = 0`,
        `id = any ($2) and state = 'failed'`,
        [steps],
        event,
      ),
    settle: (plan, step, as, event) => {
      const sets = {
        done: `state = 'applied', due_at = now(), applied_at = now(), give_up_at = now() + interval '10 minutes', fault = null`,
        again: `state = 'due', due_at = now(), intent_at = null, fault = null`,
        skip: `state = 'failed', due_at = null`,
      }[as];
      return again(db, plan, sets, `id = $2 and state = 'in-doubt'`, [step], event);
    },
  };
}
