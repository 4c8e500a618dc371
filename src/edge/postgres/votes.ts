import type { ApprovalRecord, VoteOutcome } from '../../approval/record.ts';
import type { Vote } from '../../domain/approval.ts';
import type { NewEvent } from '../../domain/event.ts';
import { advance, lockRun } from './advance.ts';
import type { Database, Sql } from './database.ts';
import { append } from './events.ts';
import { type PlanRow, planOf } from './plans.ts';

interface VoteRow {
  person: string;
  decision: 'approve' | 'deny';
  groups: string[];
  surface: string;
  authenticated: string;
  reason: string | null;
  at: Date;
}

async function votesOf(sql: Sql, plan: string): Promise<Vote[]> {
  const { rows } = await sql.query<VoteRow>('select * from vote where plan = $1 order by at', [plan]);
  return rows.map(({ person, decision, groups, surface, authenticated, reason, at }) => ({
    person,
    decision,
    groups,
    surface,
    authenticated,
    ...(reason ? { reason } : {}),
    at: at.toISOString(),
  }));
}

const runOf = (plan: string) => plan.replace('plan', 'run');

async function endWaiting(sql: Sql, plan: string, state: 'cancelled' | 'expired'): Promise<void> {
  await sql.query(`update step set state = $2 where run = $1 and state = 'waiting'`, [runOf(plan), state]);
  await advance(sql, runOf(plan));
}

/** Writes down whether all stages are approved, or the plan is denied, and starts what may start. */
async function conclude(sql: Sql, plan: string, decision: Vote['decision']): Promise<string[]> {
  if (decision === 'deny') {
    await sql.query(`update plan set status = 'denied' where id = $1`, [plan]);
    await endWaiting(sql, plan, 'cancelled');
    return [];
  }
  await sql.query(
    `update plan set status = 'approved' where id = $1
       and (select bool_and(stage_approved($1, s)) from generate_series(0, (select cardinality(afters) - 1 from run where plan = $1)) s)`,
    [plan],
  );
  return advance(sql, runOf(plan));
}

async function cast(
  sql: Sql,
  id: string,
  digest: string,
  vote: Omit<Vote, 'at'>,
  event: NewEvent,
): Promise<VoteOutcome> {
  await lockRun(sql, runOf(id));
  const { rows } = await sql.query<PlanRow & { open: boolean }>(
    `select *, status = 'pending' and now() <= approve_by and digest = $2 as open from plan where id = $1 for update`,
    [id, digest],
  );
  const row = rows[0]!;
  const before = await votesOf(sql, id);
  const earlier = before.find((v) => v.person === vote.person);
  if (earlier) return { outcome: 'again', plan: planOf(row), votes: before, earlier };
  if (!row.open) return { outcome: 'late', plan: planOf(row), votes: before };
  await sql.query(
    `insert into vote (plan, digest, person, decision, groups, surface, authenticated, reason)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, digest, vote.person, vote.decision, vote.groups, vote.surface, vote.authenticated, vote.reason ?? null],
  );
  const due = await conclude(sql, id, vote.decision);
  await append(sql, [event]);
  const after = await sql.query<PlanRow>('select * from plan where id = $1', [id]);
  return { outcome: 'counted', plan: planOf(after.rows[0]!), votes: await votesOf(sql, id), due };
}

export function approvalRecord(db: Database): ApprovalRecord {
  return {
    vote: (plan, digest, vote, event) => db.transaction((sql) => cast(sql, plan, digest, vote, event)),
    votes: (plan) => votesOf(db, plan),
    async expire(event) {
      const late = await db.query<{ id: string }>(
        `select id from plan where status = 'pending' and approve_by < now()`,
      );
      const expired = [];
      for (const { id } of late.rows) {
        const plan = await db.transaction(async (sql) => {
          await lockRun(sql, runOf(id));
          // Stages that were approved in time go on; only what nobody approved ends here.
          const { rows } = await sql.query<PlanRow>(
            `update plan set status = case when exists (
                 select from generate_series(0, (select cardinality(afters) - 1 from run where plan = $1)) s where stage_approved($1, s))
               then 'approved' else 'expired' end
             where id = $1 and status = 'pending' and approve_by < now() returning *`,
            [id],
          );
          if (!rows[0]) return undefined;
          await sql.query(
            `update step set state = 'expired' where run = $1 and state = 'waiting' and not stage_approved($2, stage)`,
            [runOf(id), id],
          );
          await advance(sql, runOf(id));
          await append(sql, [event(planOf(rows[0]))]);
          return planOf(rows[0]);
        });
        if (plan) expired.push(plan);
      }
      return expired;
    },
  };
}
