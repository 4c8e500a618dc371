import type { Applied, Evidence, Receipt } from '../../domain/action.ts';
import type { FaultRecord } from '../../domain/fault.ts';
import type { Mode } from '../../domain/incident.ts';
import type { Step, StepState } from '../../domain/run.ts';
import type { Claim } from '../../job/record.ts';
import type { Sql } from './database.ts';
import { type PlanRow, planOf } from './plans.ts';

export interface StepRow {
  run: string;
  id: string;
  stage: number;
  state: StepState;
  attempt: number;
  fence: number;
  due_at: Date | null;
  intent_at: Date | null;
  fault: FaultRecord | null;
  evidence: Evidence[] | null;
  applied_at: Date | null;
  verified_at: Date | null;
  receipt: Receipt | null;
  applied: Applied | null;
}

export function stepOf(row: StepRow): Step {
  const receipt = receiptOf(row.receipt, row.applied);
  return {
    run: row.run,
    id: row.id,
    stage: row.stage,
    state: row.state,
    attempt: row.attempt,
    fence: row.fence,
    ...(row.intent_at ? { intentAt: row.intent_at.toISOString() } : {}),
    ...(receipt ? { receipt } : {}),
    ...(row.evidence ? { evidence: row.evidence } : {}),
    ...(row.fault ? { fault: row.fault } : {}),
    ...(row.due_at ? { dueAt: row.due_at.toISOString() } : {}),
    ...(row.applied_at ? { appliedAt: row.applied_at.toISOString() } : {}),
    ...(row.verified_at ? { verifiedAt: row.verified_at.toISOString() } : {}),
  };
}

function receiptOf(receipt: Receipt | null, applied: Applied | null): Receipt | undefined {
  if (!receipt) return undefined;
  return applied ? { ...receipt, applied } : receipt;
}

async function receiptAt(sql: Sql, run: string, step: string): Promise<Receipt | undefined> {
  const { rows } = await sql.query<{ receipt: Receipt; applied: Applied | null }>(
    `select receipt.body as receipt, applied.body as applied from receipt left join applied using (run, step)
     where run = $1 and step = $2`,
    [run, step],
  );
  return rows[0] && receiptOf(rows[0].receipt, rows[0].applied);
}

/** What a release puts back: the first receipt's prior state, with what the last step wrote over it. */
async function sourceOf(sql: Sql, steps: string[]): Promise<Receipt | undefined> {
  const receipts = await Promise.all(
    steps.map((id) => {
      const [run = '', step = ''] = id.split('/');
      return receiptAt(sql, run, step);
    }),
  );
  const first = receipts[0];
  const last = receipts.findLast((r) => r?.applied)?.applied;
  return first && { ...first, ...(last ? { applied: last } : {}) };
}

/** One conditional update takes the step; its fence makes every earlier owner's result worthless. */
const TAKE = `
with taken as (
  update step set
    state = case when state = 'due' then 'running' else state end,
    attempt = attempt + 1, fence = fence + 1,
    lease_owner = $3, lease_until = now() + make_interval(secs => $4), due_at = now() + make_interval(secs => $4)
  where run = $1 and id = $2 and state in ('due', 'running', 'applied') and due_at <= now()
    and (lease_until is null or lease_until < now())
  returning *)
select taken.*, plan.id as plan_id, plan.body, plan.digest, plan.status, plan.created_at, plan.approve_by, plan.execute_by,
  incident.mode, receipt.body as receipt, applied.body as applied,
  taken.give_up_at < now() as give_up
from taken join run on run.id = taken.run join plan on plan.id = run.plan join incident on incident.id = plan.incident
left join receipt on receipt.run = taken.run and receipt.step = taken.id
left join applied on applied.run = taken.run and applied.step = taken.id`;

type ClaimRow = StepRow & Omit<PlanRow, 'id'> & { plan_id: string; mode: Mode; give_up: boolean | null };

export async function claim(
  sql: Sql,
  run: string,
  step: string,
  owner: string,
  leaseSeconds: number,
): Promise<Claim | undefined> {
  const { rows } = await sql.query<ClaimRow>(TAKE, [run, step, owner, leaseSeconds]);
  const row = rows[0];
  if (!row) return undefined;
  const plan = planOf({ ...row, id: row.plan_id });
  const planned = plan.body.stages[row.stage]?.steps.find((s) => s.id === row.id);
  if (!planned) throw new Error(`plan ${plan.id} has no step ${row.id} in stage ${row.stage}`);
  const source = planned.releases && (await sourceOf(sql, planned.releases));
  return {
    run,
    step: stepOf(row),
    planned,
    plan,
    mode: row.mode,
    giveUp: row.give_up === true,
    ...(source ? { source } : {}),
  };
}
