import type { ApprovalRecord, VoteOutcome } from '../../approval/record.ts';
import type { Proof, Vote } from '../../domain/approval.ts';
import type { NewEvent } from '../../domain/event.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Wake } from '../../job/queue.ts';
import { canonical } from '../../plan/digest.ts';
import type { Database, Sql } from './database.ts';
import { append } from './events.ts';
import { advance, hold } from './hold.ts';
import { type PlanRow, planOf } from './plan-row.ts';

interface VoteRow {
  person: string;
  decision: Vote['decision'];
  groups: string[];
  through: Record<string, string> | null;
  surface: string;
  authenticated: string;
  reason: string | null;
  second: string | null;
  proof: Proof | null;
  at: Date;
}

export async function votesOf(sql: Sql, plan: string): Promise<Vote[]> {
  const { rows } = await sql.query<VoteRow>('select * from vote where plan = $1 order by at', [plan]);
  return rows.map(voteOf);
}

function voteOf(row: VoteRow): Vote {
  const { person, decision, groups, through, surface, authenticated, reason, second, proof, at } = row;
  return {
    person,
    decision,
    groups,
    ...(through ? { through } : {}),
    surface,
    authenticated,
    ...(reason ? { reason } : {}),
    ...(second ? { second } : {}),
    ...(proof ? { proof } : {}),
    at: at.toISOString(),
  };
}

export const runOf = (plan: string) => plan.replace('plan', 'run');

interface Cast {
  outcome: 'counted' | 'again' | 'late' | 'lapsed';
  due: Wake[];
  status: Plan['status'];
  votes: (Omit<VoteRow, 'at'> & { at: string })[];
}

/** Nothing, where all rights are one's own. */
function lent({ through }: Pick<Vote, 'through'>): string | null {
  return through && Object.keys(through).length > 0 ? JSON.stringify(through) : null;
}

async function cast(sql: Sql, plan: Plan, vote: Omit<Vote, 'at'>, event: NewEvent): Promise<VoteOutcome> {
  const { stream, ...body } = event;
  const { rows } = await sql.query<{ cast: Cast }>(
    'select cast_vote($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) as cast',
    [
      plan.id,
      plan.digest,
      vote.person,
      vote.decision,
      vote.groups,
      vote.surface,
      vote.authenticated,
      vote.reason ?? null,
      stream,
      canonical(body),
      lent(vote),
      vote.second ?? null,
      vote.proof ? JSON.stringify(vote.proof) : null,
    ],
  );
  const { outcome, due, status, votes: found } = rows[0]!.cast;
  const votes = found.map((row) => voteOf({ ...row, at: new Date(row.at) }));
  const now = { ...plan, status };
  if (outcome === 'again') return { outcome, plan: now, votes, earlier: votes.find((v) => v.person === vote.person)! };
  return outcome === 'counted' ? { outcome, plan: now, votes, due } : { outcome, plan: now, votes };
}

export function approvalRecord(db: Database): ApprovalRecord {
  return {
    vote: (plan, vote, event) => cast(db, plan, vote, event),
    votes: (plan) => votesOf(db, plan),
    async expire(event) {
      const late = await db.query<{ id: string; incident: string }>(
        `select id, incident from plan where status = 'pending' and approve_by < now()`,
      );
      const expired = [];
      for (const { id, incident } of late.rows) {
        const plan = await db.transaction(async (sql) => {
          await hold(sql, incident);
          // Stages that were approved in time go on; only what nobody approved ends here. What has begun was approved, also
          // where the time to carry it out is over too, and no stage counts as approved any more.
          const { rows } = await sql.query<PlanRow>(
            `update plan set status = case when exists (
                 select from step join run on run.id = step.run where run.plan = $1 and step.state <> 'waiting')
               or exists (
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
