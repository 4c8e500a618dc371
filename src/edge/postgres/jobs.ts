import type { Receipt } from '../../domain/action.ts';
import type { NewEvent } from '../../domain/event.ts';
import type { Run, RunState, StepState } from '../../domain/run.ts';
import type { Fence, JobRecord, Progress } from '../../job/record.ts';
import { canonical } from '../../plan/digest.ts';
import { advance, lockRun } from './advance.ts';
import { claim, type StepRow, stepOf } from './claims.ts';
import type { Database, Sql } from './database.ts';
import { append } from './events.ts';
import { expire } from './expiry.ts';

const LATE: Progress = { counted: false, due: [] };

/** Sets columns of a step, but only for the holder of its newest fence. */
async function write(sql: Sql, f: Fence, sets: string, values: unknown[], states: StepState[]): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update step set ${sets} where run = $1 and id = $2 and fence = $3 and state = any ($4)`,
    [f.run, f.step, f.fence, states, ...values],
  );
  return rowCount === 1;
}

/** A result: written under the fence, told in the audit log, and what it makes possible started, all or nothing. */
function result(db: Database, f: Fence, sets: string, values: unknown[], states: StepState[], event?: NewEvent) {
  return db.transaction(async (sql): Promise<Progress> => {
    await lockRun(sql, f.run);
    if (!(await write(sql, f, sets, values, states))) return LATE;
    const due = await advance(sql, f.run);
    if (event) await append(sql, [event]);
    return { counted: true, due };
  });
}

/**
 * The gate. Everything that must hold for a change to be made is a condition of this one statement, so that no order of
 * events can slip between a check and the act. Only a step that passes gets a receipt, and only the first one is kept.
 */
const INTEND = `
with passed as (
  update step set intent_at = now() from run
  where step.run = $1 and step.id = $2 and step.fence = $3 and step.state = 'running'
    and step.lease_until > now() + make_interval(secs => $4)
    and run.id = step.run
    and exists (select from plan where plan.id = run.plan and plan.digest = run.digest)
    and stage_approved(run.plan, step.stage)
  returning step.run, step.id),
written as (
  insert into receipt (run, step, body) select run, id, $5::jsonb from passed on conflict do nothing returning body),
told as (select append_event($6, $7) from passed)
select coalesce((select body from written), (select body from receipt where run = $1 and step = $2)) as body
from passed, told`;

async function whyRefused(sql: Sql, f: Fence): Promise<string> {
  const { rows } = await sql.query<{ mine: boolean; approved: boolean; late: boolean }>(
    `select step.fence = $3 and step.state = 'running' and step.lease_until > now() as mine,
       stage_approved(run.plan, step.stage) as approved, plan.execute_by < now() as late
     from step join run on run.id = step.run join plan on plan.id = run.plan where step.run = $1 and step.id = $2`,
    [f.run, f.step, f.fence],
  );
  if (!rows[0]?.mine) return 'lost';
  if (rows[0].late) return 'expired';
  return rows[0].approved ? 'lost' : 'not approved';
}

async function intend(db: Database, f: Fence, receipt: Receipt, callSeconds: number, event: NewEvent) {
  const { stream, ...body } = event;
  const { rows } = await db.query<{ body: Receipt }>(INTEND, [
    f.run,
    f.step,
    f.fence,
    callSeconds,
    JSON.stringify(receipt),
    stream,
    canonical(body),
  ]);
  return rows[0] ? { receipt: rows[0].body } : { refused: await whyRefused(db, f) };
}

const RUNS = `
select run.*, coalesce(json_agg(json_build_object(
    'run', step.run, 'id', step.id, 'stage', step.stage, 'state', step.state, 'attempt', step.attempt, 'fence', step.fence,
    'due_at', step.due_at, 'intent_at', step.intent_at, 'fault', step.fault, 'evidence', step.evidence,
    'applied_at', step.applied_at, 'verified_at', step.verified_at, 'receipt', receipt.body, 'applied', applied.body)
  order by step.stage, step.ordinal) filter (where step.id is not null), '[]') as steps
from run left join step on step.run = run.id
left join receipt on receipt.run = step.run and receipt.step = step.id
left join applied on applied.run = step.run and applied.step = step.id`;

interface RunRow {
  id: string;
  plan: string;
  incident: string;
  digest: string;
  kind: 'contain' | 'release';
  state: RunState;
  steps: Record<string, unknown>[];
}

const DATES = ['due_at', 'intent_at', 'applied_at', 'verified_at'];

function runOf(row: RunRow): Run {
  const steps = row.steps.map((s) => {
    const dates = Object.fromEntries(DATES.map((d) => [d, s[d] ? new Date(s[d] as string) : null]));
    return stepOf({ ...s, ...dates } as unknown as StepRow);
  });
  const { id, plan, incident, digest, kind, state } = row;
  return { id, plan, incident, digest, kind, state, steps };
}

export function jobRecord(db: Database): JobRecord {
  return {
    claim: (run, step, owner, leaseSeconds) => claim(db, run, step, owner, leaseSeconds),
    renew: (f, leaseSeconds) =>
      write(
        db,
        f,
        'lease_until = now() + make_interval(secs => $5), due_at = now() + make_interval(secs => $5)',
        [leaseSeconds],
        ['running', 'applied'],
      ),
    intend: (f, receipt, callSeconds, event) => intend(db, f, receipt, callSeconds, event),
    applied: (f, applied, settleSeconds, event) =>
      db.transaction(async (sql) => {
        await lockRun(sql, f.run);
        const sets = `state = 'applied', applied_at = now(), fault = null,
          give_up_at = now() + make_interval(secs => $5)`;
        if (!(await write(sql, f, sets, [settleSeconds], ['running']))) return LATE;
        await sql.query(
          `insert into applied (run, step, body) values ($1, $2, $3) on conflict (run, step) do update set body = excluded.body`,
          [f.run, f.step, JSON.stringify(applied)],
        );
        const due = await advance(sql, f.run);
        await append(sql, [event]);
        return { counted: true, due };
      }),
    later: (f, afterMs, why, event) =>
      result(
        db,
        f,
        `state = case when state = 'running' then 'due' else state end, lease_until = null, lease_owner = null,
         due_at = now() + make_interval(secs => $5), fault = coalesce($6, fault), evidence = coalesce($7, evidence)`,
        [
          afterMs / 1000,
          why.fault ? JSON.stringify(why.fault) : null,
          why.verification ? JSON.stringify(why.verification.evidence) : null,
        ],
        ['running', 'applied'],
        event,
      ),
    end: (f, end, event) =>
      result(
        db,
        f,
        `state = $5, lease_until = null, lease_owner = null, due_at = null, fault = $6, evidence = coalesce($7, evidence),
         verified_at = case when $5 = 'verified' then now() end`,
        [
          end.state,
          'fault' in end ? JSON.stringify(end.fault) : null,
          'verification' in end ? JSON.stringify(end.verification.evidence) : null,
        ],
        ['running', 'applied'],
        event,
      ),
    expire: (event) => expire(db, event),
    async due(limit) {
      const { rows } = await db.query<{ id: string }>(
        `select step.run || '/' || step.id as id from step join run on run.id = step.run join incident on incident.id = run.incident
         where step.state in ('due', 'running', 'applied') and step.due_at <= now()
           and (step.lease_until is null or step.lease_until < now())
         order by incident.severity, step.due_at limit $1`,
        [limit],
      );
      return rows.map((r) => r.id);
    },
    async runOf(plan) {
      const { rows } = await db.query<RunRow>(`${RUNS} where run.plan = $1 group by run.id`, [plan]);
      return runOf(rows[0]!);
    },
    async runsOf(incident) {
      const { rows } = await db.query<RunRow>(
        `${RUNS} where run.incident = $1 group by run.id order by run.created_at, run.id`,
        [incident],
      );
      return rows.map(runOf);
    },
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

/** A person sends ended steps back to work. The gate will ask for the votes once more. */
function again(
  db: Database,
  plan: string,
  sets: string,
  where: string,
  values: unknown[],
  event: NewEvent,
): Promise<string[]> {
  const run = plan.replace('plan', 'run');
  return db.transaction(async (sql) => {
    await lockRun(sql, run);
    const { rows } = await sql.query<{ id: string }>(
      `update step set ${sets}, lease_until = null, fence = fence + 1 where run = $1 and ${where} returning id`,
      [run, ...values],
    );
    if (rows.length === 0) return [];
    const due = await advance(sql, run);
    await append(sql, [event]);
    return [...new Set([...rows.map((r) => `${run}/${r.id}`), ...due])];
  });
}
