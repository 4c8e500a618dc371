import { demandsOf } from '../../approval/demands.ts';
import { nextReminder } from '../../approval/remind.ts';
import { Fault } from '../../domain/fault.ts';
import { type PlanBody, shortDigest } from '../../domain/plan.ts';
import { digestOf, sha256 } from '../../plan/digest.ts';
import type { FreezeTimes } from '../../plan/record.ts';
import { thingOf } from '../../plan/release.ts';
import type { Sql } from './database.ts';
import { hold } from './hold.ts';
import { checkOpen, type IncidentRow } from './incidents.ts';
import { type PlanRow, planOf } from './plan-row.ts';

/** Reading the clouds takes a while, and somebody may have closed it meanwhile. What a closed one took can be put back. */
async function checkStillOpen(sql: Sql, incident: string): Promise<void> {
  const { rows } = await sql.query<IncidentRow>('select id, status from incident where id = $1', [incident]);
  checkOpen(rows[0]!);
}

/** A plan whose place another one took, and how many votes are void with it. */
export interface Superseded {
  id: string;
  digest: string;
  votes: number;
}

/**
 * Ends the plans that ask for the same. A vote holds the incident too: whether a plan has started is decided before or after
 * this, and not in between.
 * @throws Fault `plan.waits` where others have voted already: whoever may only ask does not void that
 */
async function supersede(sql: Sql, body: PlanBody): Promise<Superseded[]> {
  const { rows } = await sql.query<Superseded & { requester: string; commander: string; waits: boolean }>(
    `select plan.id, plan.digest, plan.requester, incident.commander, clock_timestamp() <= approve_by as waits,
       (select count(*)::int from vote where vote.plan = plan.id) as votes
     from plan join incident on incident.id = plan.incident
     where incident = $1 and kind = $2 and plan.status = 'pending'
       and body::jsonb->'playbook'->>'id' = $3 and body::jsonb->'inputs' = $4::jsonb
       and not exists (select from step join run on run.id = step.run where run.plan = plan.id and step.state <> 'waiting')
     order by plan.created_at`,
    [body.incident, body.kind, body.playbook.id, JSON.stringify(body.inputs)],
  );
  const kept = rows.find((r) => r.waits && r.votes > 0 && ![r.requester, r.commander].includes(body.requester));
  if (kept) {
    throw new Fault({
      code: 'plan.waits',
      message: `Plan ${shortDigest(kept.digest)} asks for the same, and somebody has voted on it already.`,
      fix: 'Decide on that one. Who asked for it, or commands the incident, can withdraw it or ask anew.',
    });
  }
  const ended = rows.map((r) => r.id);
  await sql.query(`update plan set status = 'superseded' where id = any ($1)`, [ended]);
  await cancel(sql, ended);
  return rows.map(({ id, digest, votes }) => ({ id, digest, votes }));
}

/** Plans that ended before anything of them began. */
async function cancel(sql: Sql, plans: string[]): Promise<void> {
  await sql.query(
    `update step set state = 'cancelled' from run where run.id = step.run and run.plan = any ($1) and step.state = 'waiting'`,
    [plans],
  );
  await sql.query(`update run set state = 'cancelled', ended_at = now() where plan = any ($1)`, [plans]);
}

/** Until when a plan can be approved and carried out. */
interface Window {
  approve_by: Date;
  execute_by: Date;
}

/** Ends the plan that the new one takes the place of. @returns its times, which the new one does not outlast */
async function replace(sql: Sql, incident: string, plan: string): Promise<Window> {
  const { rows } = await sql.query<Window>(
    `update plan set status = 'superseded' where id = $1 and incident = $2 and status = 'pending'
       and clock_timestamp() <= approve_by
       and not exists (select from step join run on run.id = step.run where run.plan = plan.id and step.state <> 'waiting')
     returning approve_by, execute_by`,
    [plan, incident],
  );
  if (!rows[0]) {
    throw new Fault({
      code: 'plan.started',
      message: 'This plan was decided or has begun, so nothing can take its place any more.',
      fix: `\`plan ${plan}\` shows how it stands.`,
    });
  }
  await cancel(sql, [plan]);
  return rows[0];
}

async function insertPlan(sql: Sql, body: PlanBody, times: FreezeTimes, latest: Window | null): Promise<PlanRow> {
  const { text, digest } = digestOf(body);
  const counted = await sql.query<{ value: number }>(
    `insert into counter (name, value) values ('plan', 1)
     on conflict (name) do update set value = counter.value + 1 returning value`,
  );
  const { rows } = await sql.query<PlanRow>(
    `insert into plan (id, incident, requester, kind, body, digest, status, approve_by, execute_by, break_glass, review_seconds)
     values ($1, $2, $3, $4, $5, $6, 'pending', least(now() + make_interval(secs => $7), $11),
       least(now() + make_interval(secs => $8), $12), $9, $10)
     returning *`,
    [
      `plan-${counted.rows[0]!.value}`,
      body.incident,
      body.requester,
      body.kind,
      text,
      digest,
      times.approveSeconds,
      times.executeSeconds,
      body.breakGlass ?? null,
      times.reviewSeconds ?? null,
      latest?.approve_by ?? null,
      latest?.execute_by ?? null,
    ],
  );
  const plan = planOf(rows[0]!);
  await sql.query('update plan set remind_at = $2 where id = $1', [plan.id, nextReminder(plan, plan.createdAt)]);
  return rows[0]!;
}

async function insertRun(sql: Sql, plan: PlanRow, body: PlanBody): Promise<void> {
  const run = plan.id.replace('plan', 'run');
  const needs = body.stages.flatMap((stage, s) => demandsOf(stage).map((need) => ({ s, ...need })));
  await sql.query(
    `insert into need (plan, stage, grp, count, fresh, tiers)
     select $1, s, g, c, f, t::jsonb from unnest($2::smallint[], $3::text[], $4::smallint[], $5::boolean[], $6::text[]) as n (s, g, c, f, t)`,
    [
      plan.id,
      needs.map((n) => n.s),
      needs.map((n) => n.group),
      needs.map((n) => n.count),
      needs.map((n) => body.stages[n.s]!.fresh === true),
      needs.map((n) => JSON.stringify(n.then ?? [])),
    ],
  );
  await sql.query(
    `insert into run (id, plan, incident, digest, kind, state, afters) values ($1, $2, $3, $4, $5, 'running', $6)`,
    [run, plan.id, body.incident, plan.digest, body.kind, body.stages.map((s) => s.after)],
  );
  const steps = body.stages.flatMap((stage, s) =>
    stage.steps.map((step, i) => ({
      s,
      i,
      id: step.id,
      lane: step.cloud,
      target: step.target,
      thing: sha256(thingOf(step)),
    })),
  );
  await sql.query(
    `insert into step (run, id, stage, ordinal, lane, target, thing, state)
     select $1, id, s, i, lane, target, thing, 'waiting'
     from unnest($2::text[], $3::smallint[], $4::smallint[], $5::text[], $6::text[], $7::text[])
       as n (id, s, i, lane, target, thing)`,
    [run, ...(['id', 's', 'i', 'lane', 'target', 'thing'] as const).map((column) => steps.map((n) => n[column]))],
  );
}

/** Stores a plan with what it needs and its run, and ends those whose place it takes. */
export async function freezePlan(
  sql: Sql,
  body: PlanBody,
  times: FreezeTimes,
  replaces: string | undefined,
): Promise<{ row: PlanRow; superseded: Superseded[] }> {
  await hold(sql, body.incident);
  if (body.kind === 'contain') await checkStillOpen(sql, body.incident);
  const latest = replaces ? await replace(sql, body.incident, replaces) : null;
  const superseded = await supersede(sql, body);
  const row = await insertPlan(sql, body, times, latest);
  await insertRun(sql, row, body);
  return { row, superseded };
}
