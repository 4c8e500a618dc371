import type { Applied, Evidence, Receipt } from '../../domain/action.ts';
import type { NewEvent } from '../../domain/event.ts';
import type { FaultRecord } from '../../domain/fault.ts';
import type { Wake } from '../../job/queue.ts';
import type { Fence, JobRecord, Progress, StepEnd } from '../../job/record.ts';
import { canonical } from '../../plan/digest.ts';
import { again } from './again.ts';
import { claims } from './claims.ts';
import type { Database } from './database.ts';
import { expire } from './expiry.ts';
import { gather } from './gather.ts';
import { runOf, runsOf } from './runs.ts';

const LATE: Progress = { counted: false, due: [] };

/** What a step writes down, as the functions of schema/results.ts take it. */
interface Written {
  run: string;
  id: string;
  fence: number;
  stream: string;
  event: string | null;
}

function written({ run, step, fence }: Fence, stream: string, event?: NewEvent): Written {
  if (!event) return { run, id: step, fence, stream, event: null };
  const { stream: _, ...body } = event;
  return { run, id: step, fence, stream, event: canonical(body) };
}

/** Asks a function of schema/results.ts: null where another worker has the step now. Streams are held in one order. */
function asking<Item extends Written, Answer>(db: Database, name: 'intend_steps' | 'steps_applied' | 'steps_over') {
  return gather<Item, Answer | null>(async (items) => {
    const order = items.map((_, i) => i).sort((a, b) => (items[a]!.stream < items[b]!.stream ? -1 : 1));
    const sorted = order.map((i) => items[i]!);
    const { rows } = await db.query<{ answer: Answer | null }>(`select ${name}($1) as answer`, [
      JSON.stringify(sorted),
    ]);
    const answers = new Array<Answer | null>(items.length);
    for (const [n, i] of order.entries()) answers[i] = rows[n]!.answer;
    return answers;
  });
}

/** How an attempt is over: for good (`became`), or until `seconds` from now. */
interface Over {
  became?: StepEnd['state'];
  seconds?: number;
  fault?: FaultRecord;
  evidence?: Evidence[];
}

const progress = (due: Wake[] | null): Progress => (due ? { counted: true, due } : LATE);

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
  const intend = asking<Written & { seconds: number; body: Receipt }, Receipt>(db, 'intend_steps');
  const applied = asking<Written & { settle: number; body: Applied }, Wake[]>(db, 'steps_applied');
  const over = asking<Written & Over, Wake[]>(db, 'steps_over');
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
      const body = await intend({ ...written(f, event.stream, event), seconds: callSeconds, body: receipt });
      return body ? { receipt: body } : { refused: await whyRefused(db, f) };
    },
    applied: async (f, body, settle, event) =>
      progress(await applied({ ...written(f, event.stream, event), settle, body })),
    later: async (f, afterMs, { fault, verification }, stream, event) =>
      progress(
        await over({
          ...written(f, stream, event),
          seconds: afterMs / 1000,
          ...(fault ? { fault } : {}),
          ...(verification ? { evidence: verification.evidence } : {}),
        }),
      ),
    end: async (f, end, event) =>
      progress(
        await over({
          ...written(f, event.stream, event),
          became: end.state,
          ...('fault' in end ? { fault: end.fault } : { evidence: end.verification.evidence }),
        }),
      ),
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
