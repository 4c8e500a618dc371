import type { RunState } from '../../domain/run.ts';
import { decide, type Tally } from '../../job/decide.ts';
import type { Sql } from './database.ts';

interface RunRow {
  id: string;
  kind: 'contain' | 'release';
  afters: ('applied' | 'verified')[];
  state: RunState;
  approved: boolean[];
}

/** Holds the run, so that two steps that end at the same moment decide one after the other. */
export async function lockRun(sql: Sql, run: string): Promise<void> {
  await sql.query('select from run where id = $1 for update', [run]);
}

/** Applies the pure decision to a locked run: starts what may start, and writes what the run has come to. Returns `run/step` ids. */
export async function advance(sql: Sql, run: string): Promise<string[]> {
  const { rows } = await sql.query<RunRow>(
    `select id, kind, afters, state,
       array(select stage_approved(run.plan, s) from generate_series(0, cardinality(afters) - 1) s order by s) as approved
     from run where id = $1`,
    [run],
  );
  const view = rows[0]!;
  const tallies = await sql.query<Tally>(
    'select stage, lane, state, count(*)::int as count from step where run = $1 group by stage, lane, state',
    [run],
  );
  const decision = decide({ kind: view.kind, afters: view.afters, approved: view.approved, tallies: tallies.rows });
  const due: string[] = [];
  if (decision.start.length > 0) {
    const started = await sql.query<{ id: string }>(
      `update step set state = 'due', due_at = now() from unnest($2::smallint[], $3::text[]) as s (stage, lane)
       where run = $1 and state = 'waiting' and step.stage = s.stage and step.lane = s.lane returning id`,
      [run, decision.start.map((s) => s.stage), decision.start.map((s) => s.lane)],
    );
    due.push(...started.rows.map((r) => `${run}/${r.id}`));
  }
  if (decision.run !== view.state) {
    await sql.query(
      `update run set state = $2, ended_at = case when $2 = 'running' then null else now() end where id = $1`,
      [run, decision.run],
    );
  }
  return due;
}
