import type { Standing } from '../../job/standing.ts';
import type { Database } from './database.ts';

/** One statement over the partial indexes of what is open: what has ended is not counted, however much there is of it. */
const STANDING = `
select
  (select count(*) from step where state = 'due')::integer as due,
  (select count(*) from step where state = 'running')::integer as running,
  (select count(*) from step where state = 'applied')::integer as applied,
  (select count(*) from incident join run on run.incident = incident.id join step on step.run = run.id
    where incident.status = 'open' and step.state = 'in-doubt')::integer as doubt,
  (select count(*) from incident where status = 'open')::integer as incidents,
  (select count(*) from plan where status = 'pending')::integer as plans,
  coalesce((select extract(epoch from now() - min(due_at)) from step
    where state in ('due', 'running', 'applied') and due_at <= now() and (lease_until is null or lease_until < now())), 0)::float8
    as oldest`;

interface Row {
  due: number;
  running: number;
  applied: number;
  doubt: number;
  incidents: number;
  plans: number;
  oldest: number;
}

/** How the record stands now. */
export async function standing(db: Database): Promise<Standing> {
  const { rows } = await db.query<Row>(STANDING, []);
  const row = rows[0]!;
  return {
    steps: { due: row.due, running: row.running, applied: row.applied, 'in-doubt': row.doubt },
    openIncidents: row.incidents,
    pendingPlans: row.plans,
    oldestDueSeconds: Math.max(0, row.oldest),
  };
}
