import { Fault } from '../../src/domain/fault.ts';
import type { Database } from '../../src/edge/postgres/database.ts';

/** Longest time, in ms, that the laboratory itself waits for a record that is being restarted. */
const AWAY_MS = 30_000;

export interface PlanSeen {
  id: string;
  digest: string;
  kind: 'contain' | 'release';
  status: string;
  run: string;
  runState: string;
  /** Whether votes still count, by the record's clock. */
  open: boolean;
  approveBy: Date;
}

export interface StepSeen {
  run: string;
  id: string;
  state: string;
  intent: boolean;
}

/** Asks the record, and waits for it where it is away. */
export async function look<Row extends object>(db: Database, sql: string, values: unknown[]): Promise<Row[]> {
  const until = performance.now() + AWAY_MS;
  for (;;) {
    try {
      return (await db.query<Row>(sql, values)).rows;
    } catch (error) {
      if (!(error instanceof Fault) || performance.now() > until) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** Incidents with this title, first to last: a command that was lost half way may have declared one more. */
export async function incidentsTitled(db: Database, title: string): Promise<{ id: string; status: string }[]> {
  return look(db, 'select id, status from incident where title = $1 order by declared_at', [title]);
}

/** Plans of an incident, first to last. */
export async function plansOf(db: Database, incident: string): Promise<PlanSeen[]> {
  return look(
    db,
    `select plan.id, plan.digest, plan.kind, plan.status, run.id as run, run.state as "runState",
       now() <= plan.approve_by as open, plan.approve_by as "approveBy"
     from plan join run on run.plan = plan.id where plan.incident = $1 order by plan.created_at, plan.id`,
    [incident],
  );
}

export async function stepsOf(db: Database, incident: string): Promise<StepSeen[]> {
  return look(
    db,
    `select step.run, step.id, step.state, step.intent_at is not null as intent
     from step join run on run.id = step.run where run.incident = $1`,
    [incident],
  );
}

/** Who has a vote in the record. */
export async function votersOf(db: Database, plan: string): Promise<{ person: string; decision: string }[]> {
  return look(db, 'select person, decision from vote where plan = $1', [plan]);
}
