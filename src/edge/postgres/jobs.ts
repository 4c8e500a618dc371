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

/** A queue that is nearly empty has forgotten what is due; the same wake-up may yet be on its way. */
const USUAL = { afterSeconds: 0, againSeconds: 5 };

const LATE: Progress = { counted: false, due: [] };

/** What a step writes down, as `write_steps` of schema/results.ts takes it. */
interface Written {
  kind: 'intend' | 'applied' | 'later' | 'end';
  run: string;
  id: string;
  lease: string;
  stream: string;
  event?: string;
  seconds?: number;
  body?: Receipt | Applied;
  became?: StepEnd['state'];
  fault?: FaultRecord;
  evidence?: Evidence[];
}

/** An account of one cloud, whose line is to be looked at again. */
interface Account {
  lane: string;
  target: string;
}

/** Who stands in line by now, where somebody may have been joining it. */
async function joined(db: Database, accounts: Account[]): Promise<Wake[]> {
  if (accounts.length === 0) return [];
  try {
    const { rows } = await db.query<{ next: Wake[] }>('select next_joined($1) as next', [JSON.stringify(accounts)]);
    return rows.flatMap((row) => row.next);
  } catch {
    // The result stands; whoever is in line is found by the sweeper a second later.
    return [];
  }
}

/** Writes many in one statement; answers null where another attempt has the step now. Streams are held in one order. */
async function write(db: Database, perAccount: number, items: Written[]): Promise<unknown[]> {
  const order = items.map((_, i) => i).sort((a, b) => (items[a]!.stream < items[b]!.stream ? -1 : 1));
  const { rows } = await db.query<{ answer: unknown }>('select write_steps($1, $2) as answer', [
    JSON.stringify(order.map((i) => items[i])),
    perAccount,
  ]);
  const answers = new Array<unknown>(items.length);
  for (const [n, i] of order.entries()) answers[i] = rows[n]!.answer;
  return answers;
}

async function whyRefused(db: Database, f: Fence): Promise<string> {
  const { rows } = await db.query<{ mine: boolean; approved: boolean; late: boolean; overtaken: boolean }>(
    `select step.lease_owner = $3 and step.state = 'running' and step.lease_until > now() as mine,
       stage_approved(run.plan, step.stage) as approved, plan.execute_by < now() as late, overtaken(run.id, step.id)
     from step join run on run.id = step.run join plan on plan.id = run.plan where step.run = $1 and step.id = $2`,
    [f.run, f.step, f.lease],
  );
  if (!rows[0]?.mine) return 'lost';
  if (rows[0].late) return 'expired';
  if (!rows[0].approved) return 'not approved';
  return rows[0].overtaken ? 'overtaken' : 'lost';
}

/** @param perAccount steps of one account in hand at the same time, over all workers */
export function jobRecord(db: Database, perAccount: number): JobRecord {
  const writing = gather((items: Written[]) => write(db, perAccount, items));
  const ask = (
    kind: Written['kind'],
    { run, step, lease }: Fence,
    stream: string,
    event: NewEvent | undefined,
    what: Partial<Written>,
  ) => {
    const { stream: _, ...body } = event ?? {};
    return writing({ kind, run, id: step, lease, stream, ...(event ? { event: canonical(body) } : {}), ...what });
  };
  const result = async (...asked: Parameters<typeof ask>): Promise<Progress> => {
    const found = (await ask(...asked)) as (Wake | Account)[] | null;
    if (!found) return LATE;
    const due = found.filter((one) => 'id' in one);
    const next = found.filter((one) => 'lane' in one);
    return { counted: true, due: [...due, ...(await joined(db, next))] };
  };
  return {
    claim: claims(db, perAccount),
    async renew(f, leaseSeconds) {
      const { rowCount } = await db.query(
        `update step set lease_until = now() + make_interval(secs => $4), due_at = now() + make_interval(secs => $4)
         where run = $1 and id = $2 and lease_owner = $3`,
        [f.run, f.step, f.lease, leaseSeconds],
      );
      return rowCount === 1;
    },
    async intend(f, body, seconds, event) {
      const kept = (await ask('intend', f, event.stream, event, { body, seconds })) as Receipt | null;
      return kept ? { receipt: kept } : { refused: await whyRefused(db, f) };
    },
    applied: (f, body, seconds, event) => result('applied', f, event.stream, event, { body, seconds }),
    later: (f, afterMs, { fault, verification }, stream, event) =>
      result('later', f, stream, event, {
        seconds: afterMs / 1000,
        ...(fault ? { fault } : {}),
        ...(verification ? { evidence: verification.evidence } : {}),
      }),
    end: (f, end, event) =>
      result('end', f, event.stream, event, {
        became: end.state,
        ...('fault' in end ? { fault: end.fault } : { evidence: end.verification.evidence }),
      }),
    expire: (event) => expire(db, event),
    async due(limit, { afterSeconds, againSeconds } = USUAL) {
      const { rows } = await db.query<Required<Wake>>('select id, priority from sweep_due($1, $2, $3, $4)', [
        perAccount,
        limit,
        afterSeconds,
        againSeconds,
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
