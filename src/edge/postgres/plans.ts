import type { NewEvent } from '../../domain/event.ts';
import { Fault } from '../../domain/fault.ts';
import type { Incident } from '../../domain/incident.ts';
import { type Plan, shortDigest } from '../../domain/plan.ts';
import { sha256 } from '../../plan/digest.ts';
import type { PlanRecord } from '../../plan/record.ts';
import type { Database, Sql } from './database.ts';
import { append } from './events.ts';
import { freezePlan, type Superseded } from './freezing.ts';
import { type IncidentRow, incidentOf } from './incidents.ts';
import { type PlanRow, planOf } from './plan-row.ts';

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
where step.thing = any ($3) and step.fence > 0 and run.kind = 'contain'
  and i.id <> $1 and i.mode = $2 and i.status = 'open'
  and exists (select from receipt where receipt.run = step.run and receipt.step = step.id)
  and not exists (select from run r where r.incident = i.id and r.state = 'released')
order by i.id`;

/** That a plan ended because a newer one asks for the same. */
function ended({ id, digest, votes }: Superseded, by: Plan, { actor }: NewEvent): NewEvent {
  const void_ = votes === 0 ? '' : `; ${votes} vote${votes === 1 ? ' on it is' : 's on it are'} void`;
  return {
    stream: by.body.incident,
    type: 'plan.superseded',
    actor,
    summary: `Plan ${shortDigest(digest)} was replaced by plan ${shortDigest(by.digest)}, which asks for the same${void_}`,
    data: { plan: id, digest, by: by.id, votes },
  };
}

export function planRecord(db: Database): PlanRecord {
  return {
    freeze: (body, times, event, replaces) =>
      db.transaction(async (sql) => {
        const { row, superseded } = await freezePlan(sql, body, times, replaces);
        const plan = planOf(row);
        const told: NewEvent = event(plan);
        await append(sql, [told, ...superseded.map((old) => ended(old, plan, told))]);
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
