import { demandsOf } from '../../approval/demands.ts';
import { nextReminder } from '../../approval/remind.ts';
import type { NewEvent } from '../../domain/event.ts';
import { Fault } from '../../domain/fault.ts';
import type { Incident } from '../../domain/incident.ts';
import { type Plan, type PlanBody, shortDigest } from '../../domain/plan.ts';
import { digestOf, sha256 } from '../../plan/digest.ts';
import type { FreezeTimes, PlanRecord } from '../../plan/record.ts';
import { thingOf } from '../../plan/release.ts';
import type { Database, Sql } from './database.ts';
import { append } from './events.ts';
import { hold } from './hold.ts';
import { checkOpen, type IncidentRow, incidentOf } from './incidents.ts';

export interface PlanRow {
  id: string;
  body: string;
  digest: string;
  status: Plan['status'];
  created_at: Date;
  approve_by: Date;
  execute_by: Date;
}

export function planOf(row: PlanRow): Plan {
  return {
    id: row.id,
    body: JSON.parse(row.body) as PlanBody,
    digest: row.digest,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    approveBy: row.approve_by.toISOString(),
    executeBy: row.execute_by.toISOString(),
  };
}

/** Reading the clouds takes a while, and somebody may have closed it meanwhile. What a closed one took can be put back. */
async function checkStillOpen(sql: Sql, incident: string): Promise<void> {
  const { rows } = await sql.query<IncidentRow>('select id, status from incident where id = $1', [incident]);
  checkOpen(rows[0]!);
}

/** A vote holds the incident too: whether a plan has started is decided before or after this, and not in between. */
async function supersede(sql: Sql, body: PlanBody): Promise<void> {
  const { rows } = await sql.query<{ id: string }>(
    `update plan set status = 'superseded' where incident = $1 and kind = $2 and status = 'pending'
       and body::jsonb->'playbook'->>'id' = $3
       and not exists (select from step join run on run.id = step.run where run.plan = plan.id and step.state <> 'waiting')
     returning id`,
    [body.incident, body.kind, body.playbook.id],
  );
  await cancel(
    sql,
    rows.map((r) => r.id),
  );
}

/** Plans that ended before anything of them began. */
async function cancel(sql: Sql, plans: string[]): Promise<void> {
  await sql.query(
    `update step set state = 'cancelled' from run where run.id = step.run and run.plan = any ($1) and step.state = 'waiting'`,
    [plans],
  );
  await sql.query(`update run set state = 'cancelled', ended_at = now() where plan = any ($1)`, [plans]);
}

/** Ends the plan that the new one takes the place of; until when that one could have been carried out. */
async function replace(sql: Sql, incident: string, plan: string): Promise<Date> {
  const { rows } = await sql.query<{ execute_by: Date }>(
    `update plan set status = 'superseded' where id = $1 and incident = $2 and status = 'pending'
       and clock_timestamp() <= approve_by
       and not exists (select from step join run on run.id = step.run where run.plan = plan.id and step.state <> 'waiting')
     returning execute_by`,
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
  return rows[0].execute_by;
}

async function insertPlan(sql: Sql, body: PlanBody, times: FreezeTimes, latest: Date | null): Promise<PlanRow> {
  const { text, digest } = digestOf(body);
  const counted = await sql.query<{ value: number }>(
    `insert into counter (name, value) values ('plan', 1)
     on conflict (name) do update set value = counter.value + 1 returning value`,
  );
  const { rows } = await sql.query<PlanRow>(
    `insert into plan (id, incident, requester, kind, body, digest, status, approve_by, execute_by, break_glass, review_seconds)
     values ($1, $2, $3, $4, $5, $6, 'pending', least(now() + make_interval(secs => $7), $11),
       least(now() + make_interval(secs => $8), $11), $9, $10)
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
      latest,
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

/** A plan's row, with its incident's as JSON has it. */
async function find(sql: Sql, ref: string): Promise<PlanRow & { held: IncidentRow }> {
  const prefix = ref.toLowerCase().replace('-', '');
  const short = /^[0-9a-f]{8}$/.test(prefix) ? prefix : null;
  const { rows } = await sql.query<PlanRow & { held: IncidentRow }>(
    `select plan.*, (select to_jsonb(i) from incident i where i.id = plan.incident) as held from plan
     where plan.id = lower($1) or plan.digest collate "C" between $2 and $3
     -- a cloud that did not change gives the same plan, and the same digest, again: the one that can be decided is meant
     order by plan.status <> 'pending', plan.created_at desc`,
    [ref, short, short && `${short}g`],
  );
  if (new Set(rows.map((r) => r.digest)).size === 1) return rows[0]!;
  throw rows.length === 0
    ? new Fault({
        code: 'plan.unknown',
        message: `There is no plan ${ref.slice(0, 40)}.`,
        fix: 'Take the id from the plan card, such as 7F3A-91C2; `show` lists the plans of an incident.',
      })
    : new Fault({
        code: 'plan.ambiguous',
        message: `Two plans begin with ${shortDigest(rows[0]!.digest)}.`,
        fix: `Name it by its id: ${rows.map((r) => r.id).join(' or ')}.`,
      });
}

function withIncident(row: PlanRow & { held: IncidentRow }): { plan: Plan; incident: Incident } {
  const { held } = row;
  const [declared_at, closed_at] = [held.declared_at, held.closed_at].map((at) => at && new Date(at));
  return { plan: planOf(row), incident: incidentOf({ ...held, declared_at: declared_at!, closed_at: closed_at! }) };
}

const SHARING = `
select distinct i.id as incident, step.thing from step join run on run.id = step.run join incident i on i.id = run.incident
where step.thing = any ($3) and run.kind = 'contain'
  and i.id <> $1 and i.mode = $2 and i.status = 'open'
  and exists (select from receipt where receipt.run = step.run and receipt.step = step.id)
  and not exists (select from run r where r.incident = i.id and r.state = 'released')
order by i.id`;

export function planRecord(db: Database): PlanRecord {
  return {
    freeze: (body, times, event, replaces) =>
      db.transaction(async (sql) => {
        await hold(sql, body.incident);
        if (body.kind === 'contain') await checkStillOpen(sql, body.incident);
        const latest = replaces ? await replace(sql, body.incident, replaces) : null;
        await supersede(sql, body);
        const row = await insertPlan(sql, body, times, latest);
        await insertRun(sql, row, body);
        const plan = planOf(row);
        const told: NewEvent = event(plan);
        await append(sql, [told]);
        return plan;
      }),
    plan: async (ref) => planOf(await find(db, ref)),
    ballot: async (ref) => withIncident(await find(db, ref)),
    async pending() {
      const { rows } = await db.query<PlanRow & { held: IncidentRow }>(
        `select plan.*, (select to_jsonb(i) from incident i where i.id = plan.incident) as held
         from plan where status = 'pending' and approve_by >= now() order by created_at, id limit 500`,
      );
      return rows.map(withIncident);
    },
    async sharing(incident, things) {
      const { rows } = await db.query<{ incident: string; thing: string }>(SHARING, [
        incident.id,
        incident.mode,
        [...things.map(sha256), ''],
      ]);
      const named = new Map(things.map((thing) => [sha256(thing), thing]));
      return rows.map(({ incident: id, thing }) => {
        const known = named.get(thing);
        return known === undefined ? { incident: id } : { incident: id, thing: known };
      });
    },
    async plansOf(incident) {
      const { rows } = await db.query<PlanRow>('select * from plan where incident = $1 order by created_at, id', [
        incident,
      ]);
      return rows.map(planOf);
    },
  };
}
