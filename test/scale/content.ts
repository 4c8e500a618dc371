import pg from 'pg';

/** How large the record of a busy company is. */
export const SIZE = {
  incidents: 2_000,
  open: 200,
  plans: 4_000,
  stepsOfPlan: 5,
  events: 200_000,
  messages: 6_000,
  runs: 20,
  inHand: 2_000,
};

/** The record's tables that grow with its history; none of them may be read from end to end while somebody waits. */
export const LARGE = new Set([
  'incident',
  'plan',
  'need',
  'vote',
  'run',
  'step',
  'receipt',
  'applied',
  'event',
  'stream',
  'message',
  'inbound',
]);

/** What a plan says, as long as it really is. */
const BODY = `
create function pg_temp.body_of(i integer) returns jsonb language sql as $$
  select jsonb_build_object(
    'incident', 'INC-' || 1 + i % ${SIZE.incidents}, 'mode', 'live', 'kind', case when i % 4 = 0 then 'release' else 'contain' end,
    'playbook', '{"id": "p", "title": "P", "digest": "d"}'::jsonb, 'inputs', '{}'::jsonb, 'requester', 'ana', 'reason', 'r' || i,
    'early', false, 'unplanned', '[]'::jsonb,
    'stages', jsonb_build_array(jsonb_build_object('id', 's', 'title', 'Stop it', 'after', 'applied',
      'needs', '[{"group": "security-oncall", "count": 1}]'::jsonb,
      'steps', jsonb_agg(jsonb_build_object(
        'id', 'step-' || s, 'action', 'aws.iam.revoke-role-sessions', 'cloud', 'aws', 'target', '111122223333', 'title', 'Revoke',
        'inputs', jsonb_build_object('account', '111122223333', 'role', 'role-' || i || '-' || s), 'changes', '[]'::jsonb,
        'basis', '{}'::jsonb, 'residual', '[]'::jsonb, 'notStopped', jsonb_build_array(repeat('what it does not stop ', 20)),
        'reversible', 'full', 'safeReleaseAfterSeconds', 0)))))
  from generate_series(1, ${SIZE.stepsOfPlan}) s
$$;
`;

const FILL = `
${BODY}
insert into incident (id, title, severity, mode, status, commander, suspects, place, declared_at)
select 'INC-' || i, 'incident ' || i, 1 + i % 4, 'live', case when i <= ${SIZE.open} then 'open' else 'closed' end, 'ana', '{}',
  jsonb_build_object('surface', 'slack', 'tenant', 'T1', 'channel', 'C' || i % 40, 'thread', i::text),
  now() - make_interval(hours => i)
from generate_series(1, ${SIZE.incidents}) i;

insert into plan (id, incident, requester, kind, body, digest, status, created_at, approve_by, execute_by)
select 'plan-' || i, 'INC-' || 1 + i % ${SIZE.incidents}, 'ana', case when i % 4 = 0 then 'release' else 'contain' end, body,
  encode(sha256(convert_to(body, 'UTF8')), 'hex'), 'approved', now() - make_interval(mins => i),
  now() + interval '1 day', now() + interval '2 days'
from generate_series(1, ${SIZE.plans}) i,
  lateral (select pg_temp.body_of(i)::text as body) b;
insert into need (plan, stage, grp, count) select id, 0, 'security-oncall', 1 from plan;
insert into vote (plan, digest, person, decision, groups, surface, authenticated)
select id, digest, who, 'approve', '{security-oncall}', 'slack', 'by Slack' from plan, unnest(array['bo', 'dee']) who;

insert into run (id, plan, incident, digest, kind, state, afters, created_at, ended_at)
select replace(id, 'plan', 'run'), id, incident, digest, kind, 'contained', '{applied}', created_at, created_at from plan;
insert into step (run, id, stage, lane, ordinal, state, attempt, fence, thing, intent_at, applied_at, verified_at)
select run.id, 'step-' || s, 0, (array['aws', 'gcp', 'azure'])[1 + s % 3], s, 'verified', 1, 1, md5(run.id || s), now(), now(), now()
from run, generate_series(1, ${SIZE.stepsOfPlan}) s;
insert into receipt (run, step, body) select run, id, '{"prior": {"open": true}, "readAt": "2026-01-01T00:00:00Z"}' from step;
insert into applied (run, step, body) select run, id, '{"changes": [], "at": "2026-01-01T00:00:00Z", "written": {}}' from step;

insert into event (stream, seq, at, body, prev, hash)
select 'INC-' || 1 + i % ${SIZE.incidents}, 1 + i / ${SIZE.incidents}, '2026-01-01T00:00:00.000Z',
  '{"type":"job.delayed","actor":{"person":"quell"},"summary":"what happened","data":{}}', repeat('0', 64), md5(i::text) || md5(i::text)
from generate_series(0, ${SIZE.events - 1}) i;
insert into stream (name, seq, hash) select stream, max(seq), repeat('0', 64) from event group by stream;
insert into message (key, ref)
select 'plan:' || i, jsonb_build_object('surface', 'slack', 'channel', 'C1', 'message', i::text) from generate_series(1, ${SIZE.messages}) i;
insert into inbound (key) select 'slack:' || i from generate_series(1, 20000) i;
insert into counter (name, value) values ('INC', ${SIZE.incidents}), ('plan', ${SIZE.plans});
`;

/** What is in hand at the time, and what PostgreSQL does not know of: it last looked at a quiet moment. */
const RUSH = `
update run set state = 'running', ended_at = null where id in (select 'run-' || i from generate_series(1, ${SIZE.runs}) i);
insert into step (run, id, stage, lane, ordinal, state, due_at)
select 'run-' || r, 'more-' || s, 0, 'aws', 100 + s, 'due', now() + interval '1 hour'
from generate_series(1, ${SIZE.runs}) r, generate_series(1, ${SIZE.inHand / SIZE.runs}) s;
`;

/**
 * Fills an empty record with a history, so that PostgreSQL plans as it would after a year, and then with a rush.
 * @param url of a database that has its schema
 */
export async function fillRecord(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(FILL);
    await client.query('vacuum analyze');
    await client.query(RUSH);
  } finally {
    await client.end();
  }
}
