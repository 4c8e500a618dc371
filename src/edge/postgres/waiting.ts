import type { WaitingRecord } from '../../approval/record.ts';
import { dueReminders, nextReminder } from '../../approval/remind.ts';
import type { NewEvent } from '../../domain/event.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Database, Sql } from './database.ts';
import { append } from './events.ts';
import { advance, hold } from './hold.ts';
import { type PlanRow, planOf } from './plan-row.ts';
import { runOf, votesOf } from './votes.ts';

async function statusOf(sql: Sql, plan: string): Promise<Plan['status']> {
  const { rows } = await sql.query<{ status: Plan['status'] }>('select status from plan where id = $1', [plan]);
  return rows[0]!.status;
}

/** Whether each stage is approved, in their order. */
const APPROVED = `array(select stage_approved(plan.id, n)
  from generate_series(0, (select cardinality(afters) - 1 from run where run.plan = plan.id)) n order by n)`;

async function takeBack(sql: Sql, plan: Plan, person: string, event: NewEvent) {
  await hold(sql, plan.body.incident);
  const { rows } = await sql.query<{ mine: boolean; open: boolean }>(
    `select exists (select from vote where vote.plan = plan.id and person = $2) as mine,
       status = 'pending' and clock_timestamp() <= approve_by and not true = any (${APPROVED})
         and not exists (select from step where run = $3 and state <> 'waiting') as open
     from plan where id = $1`,
    [plan.id, person, runOf(plan.id)],
  );
  const { mine, open } = rows[0]!;
  const outcome = !mine ? ('none' as const) : open ? ('taken-back' as const) : ('late' as const);
  if (outcome === 'taken-back') {
    await sql.query('delete from vote where plan = $1 and person = $2', [plan.id, person]);
    await append(sql, [event]);
  }
  return { outcome, plan: { ...plan, status: await statusOf(sql, plan.id) }, votes: await votesOf(sql, plan.id) };
}

/** A step that has recorded no intent has not begun: one that a worker has in hand is refused by the gate. */
const NOT_BEGUN = `run = $2 and intent_at is null and state || '' = any ('{waiting,due,running}')`;

async function withdraw(sql: Sql, plan: Plan, event: NewEvent) {
  await hold(sql, plan.body.incident);
  const { rows } = await sql.query<{ stopped: number }>(
    `update plan set status = 'withdrawn' where id = $1
       and (status = 'pending' or status = 'approved' and exists (select from step where ${NOT_BEGUN}))
     returning (select count(*)::int from step where ${NOT_BEGUN}) as stopped`,
    [plan.id, runOf(plan.id)],
  );
  if (!rows[0])
    return { outcome: 'late' as const, plan: { ...plan, status: await statusOf(sql, plan.id) }, stopped: 0 };
  await sql.query(
    `update step set state = 'cancelled', due_at = null, crowded = false
     where run = $1 and intent_at is null and state || '' = any ('{waiting,due}')`,
    [runOf(plan.id)],
  );
  await advance(sql, runOf(plan.id));
  await append(sql, [event]);
  return { outcome: 'withdrawn' as const, plan: { ...plan, status: 'withdrawn' as const }, stopped: rows[0].stopped };
}

/** Notes what is due of one plan, and when to look at it again. */
async function note(sql: Sql, id: string, event: Parameters<WaitingRecord['remind']>[0]): Promise<number> {
  const { rows } = await sql.query<PlanRow & { now: Date; approved: boolean[] }>(
    `select plan.*, clock_timestamp() as now, ${APPROVED} as approved from plan
     where id = $1 and status = 'pending' and remind_at <= now()`,
    [id],
  );
  if (!rows[0]) return 0;
  const plan = planOf(rows[0]);
  const now = rows[0].now.toISOString();
  let told = 0;
  for (const what of dueReminders(plan, now, rows[0].approved)) {
    const { rowCount } = await sql.query('insert into reminder (plan, what) values ($1, $2) on conflict do nothing', [
      id,
      what,
    ]);
    if (!rowCount) continue;
    told++;
    await append(sql, [event(plan, what)]);
  }
  await sql.query('update plan set remind_at = $2 where id = $1', [id, nextReminder(plan, now)]);
  return told;
}

export function waitingRecord(db: Database): WaitingRecord {
  return {
    takeBack: (plan, person, event) => db.transaction((sql) => takeBack(sql, plan, person, event)),
    withdraw: (plan, event) => db.transaction((sql) => withdraw(sql, plan, event)),
    async remind(event) {
      const { rows } = await db.query<{ id: string; incident: string }>(
        `select id, incident from plan where status = 'pending' and remind_at <= now()`,
      );
      let told = 0;
      for (const { id, incident } of rows) {
        told += await db.transaction(async (sql) => {
          await hold(sql, incident);
          return note(sql, id, event);
        });
      }
      return told;
    },
  };
}
