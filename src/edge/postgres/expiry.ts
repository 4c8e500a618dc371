import type { NewEvent } from '../../domain/event.ts';
import type { Plan } from '../../domain/plan.ts';
import { expiredFault } from '../../job/expired.ts';
import type { Database } from './database.ts';
import { append } from './events.ts';
import { advance, hold } from './hold.ts';
import { type PlanRow, planOf } from './plan-row.ts';

/** Steps that wait for an earlier stage keep a run open; when the gate would refuse them anyway, they end and say why. */
export async function expire(db: Database, event: (plan: Plan) => NewEvent): Promise<void> {
  const { rows } = await db.query<PlanRow & { run: string; incident: string }>(
    `select plan.*, run.id as run from run join plan on plan.id = run.plan
     where run.state = 'running' and plan.status = 'approved' and plan.execute_by < now()
       and exists (select from step where step.run = run.id and step.state = 'waiting')`,
  );
  for (const row of rows) {
    await db.transaction(async (sql) => {
      await hold(sql, row.incident);
      const { rowCount } = await sql.query(
        `update step set state = 'expired', fault = $2 where run = $1 and state = 'waiting'`,
        [row.run, JSON.stringify(expiredFault().toJSON())],
      );
      if (!rowCount) return;
      await advance(sql, row.run);
      await append(sql, [event(planOf(row))]);
    });
  }
}
