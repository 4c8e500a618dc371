import { randomUUID } from 'node:crypto';
import type { Applied, Evidence, Receipt } from '../../domain/action.ts';
import type { FaultRecord } from '../../domain/fault.ts';
import type { Mode } from '../../domain/incident.ts';
import type { PlanBody, PlannedStep } from '../../domain/plan.ts';
import type { Step, StepState } from '../../domain/run.ts';
import type { Claim, JobRecord } from '../../job/record.ts';
import type { Sql } from './database.ts';
import { gather } from './gather.ts';

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
  receipt_seq?: number | null;
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
    ...(row.receipt_seq ? { order: row.receipt_seq } : {}),
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

/** What a release puts back: the first receipt's prior state, with what the last step wrote over it. */
async function sourceOf(sql: Sql, steps: string[]): Promise<Receipt | undefined> {
  const { rows } = await sql.query<{ receipt: Receipt | null; applied: Applied | null }>(
    `select receipt.body as receipt, applied.body as applied from unnest($1::text[]) with ordinality as source (id, n)
     left join receipt on receipt.run = split_part(source.id, '/', 1) and receipt.step = split_part(source.id, '/', 2)
     left join applied on applied.run = receipt.run and applied.step = receipt.step order by n`,
    [steps],
  );
  const first = rows[0]?.receipt;
  const last = rows.findLast((r) => r.applied)?.applied;
  return first ? { ...first, ...(last ? { applied: last } : {}) } : undefined;
}

/** A plan as it was hashed, with its steps at hand. A run of 1,000 steps reads it once in a process, and not 1,000 times. */
interface Known {
  plan: Claim['plan'];
  steps: ReadonlyMap<string, PlannedStep>;
}

/** Steps of plans that are kept at hand, about 20 kB each; the plan in hand is kept however large it is. */
const MOST_KNOWN = 5000;

/** What is handed out to many must not be changed by one. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

function known(plan: string, digest: string, text: string): Known {
  const body = frozen(JSON.parse(text) as PlanBody);
  const steps = body.stages.flatMap((stage, n) => stage.steps.map((s) => [`${n}/${s.id}`, s] as const));
  return { plan: { id: plan, digest, body }, steps: new Map(steps) };
}

interface ClaimRow extends StepRow {
  plan: string;
  digest: string;
  mode: Mode;
  give_up: boolean | null;
  taken_at: Date;
  body: string | null;
}

interface Asked {
  run: string;
  id: string;
  lease: string;
  seconds: number;
  /** Send the plan's text too. */
  whole: boolean;
}

async function take(sql: Sql, asked: Asked[], perAccount: number): Promise<(ClaimRow | undefined)[]> {
  const { rows } = await sql.query<ClaimRow>('select * from claim_steps($1, $2)', [JSON.stringify(asked), perAccount]);
  // The same step may be asked for twice, and only one of the two has it.
  return asked.map(({ run, id }) => {
    const found = rows.findIndex((row) => row.run === run && row.id === id);
    return found < 0 ? undefined : rows.splice(found, 1)[0];
  });
}

export type Claims = JobRecord['claim'];

/** @param perAccount steps of one account in hand at the same time, over all workers */
export function claims(sql: Sql, perAccount: number): Claims {
  /** By run: each has one plan, for good. The one that was used last stands last. */
  const plans = new Map<string, Known>();
  let held = 0;
  const drop = (run: string) => {
    held -= plans.get(run)?.steps.size ?? 0;
    plans.delete(run);
  };
  const keep = (run: string, found: Known): Known => {
    drop(run);
    plans.set(run, found);
    held += found.steps.size;
    while (held > MOST_KNOWN && plans.size > 1) drop(plans.keys().next().value!);
    return found;
  };
  const claim = gather((asked: Asked[]) => take(sql, asked, perAccount));
  return async (run, id, owner, seconds) => {
    const before = plans.get(run);
    const lease = `${owner} ${randomUUID()}`;
    const row = await claim({ run, id, lease, seconds, whole: before === undefined });
    if (!row) return undefined;
    const { plan, steps } = keep(run, before ?? known(row.plan, row.digest, row.body!));
    const planned = steps.get(`${row.stage}/${id}`);
    if (!planned) throw new Error(`plan ${plan.id} has no step ${id} in stage ${row.stage}`);
    const source = planned.releases && (await sourceOf(sql, planned.releases));
    return {
      run,
      step: stepOf(row),
      planned,
      plan,
      mode: row.mode,
      lease,
      giveUp: row.give_up === true,
      at: row.taken_at.toISOString(),
      ...(source ? { source } : {}),
    };
  };
}
