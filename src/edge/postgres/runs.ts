import type { Run, RunState } from '../../domain/run.ts';
import { type StepRow, stepOf } from './claims.ts';
import type { Sql } from './database.ts';

const RUNS = `
select run.*, coalesce(json_agg(json_build_object(
    'run', step.run, 'id', step.id, 'stage', step.stage, 'state', step.state, 'attempt', step.attempt, 'fence', step.fence,
    'due_at', step.due_at, 'intent_at', step.intent_at, 'fault', step.fault, 'evidence', step.evidence,
    'applied_at', step.applied_at, 'verified_at', step.verified_at, 'receipt', receipt.body, 'receipt_seq', receipt.seq, 'applied', applied.body)
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

function read(row: RunRow): Run {
  const steps = row.steps.map((s) => {
    const dates = Object.fromEntries(DATES.map((d) => [d, s[d] ? new Date(s[d] as string) : null]));
    return stepOf({ ...s, ...dates } as unknown as StepRow);
  });
  const { id, plan, incident, digest, kind, state } = row;
  return { id, plan, incident, digest, kind, state, steps };
}

/** The run of a plan, with every step as it stands. */
export async function runOf(sql: Sql, plan: string): Promise<Run> {
  const { rows } = await sql.query<RunRow>(`${RUNS} where run.plan = $1 group by run.id`, [plan]);
  return read(rows[0]!);
}

/** The runs of an incident, oldest first. */
export async function runsOf(sql: Sql, incident: string): Promise<Run[]> {
  const { rows } = await sql.query<RunRow>(
    `${RUNS} where run.incident = $1 group by run.id order by run.created_at, run.id`,
    [incident],
  );
  return rows.map(read);
}
