/** What schema 2 added: how a step is taken, in what order, and by how many at once. */
export const RECORD_2 = `
alter table step
  add column target text not null default '',
  -- soonest first: severity, then the place in the stage, so that the first steps of a small run go before the last of a large
  add column priority integer not null default 0,
  -- refused because its account had enough in hand; the next step that ends there wakes it
  add column crowded boolean not null default false,
  add column swept_at timestamptz,
  -- hash of what the step is about; empty for a step that was planned before there was this column
  add column thing text not null default '';
update step set target = planned.target from (
  select run.id as run, s->>'id' as id, s->>'target' as target
  from run join plan on plan.id = run.plan,
    jsonb_array_elements(plan.body::jsonb->'stages') stage, jsonb_array_elements(stage->'steps') s) planned
where step.run = planned.run and step.id = planned.id;
-- the place of its intent in the incident's chain: which of two receipts for one thing was the first
alter table receipt add column seq bigint;
alter table receipt disable trigger receipt_append_only;
update receipt set seq = intended.seq from (
  select min(seq) as seq, body::jsonb->'data'->>'run' as run, body::jsonb->'data'->>'step' as step
  from event where body like '%"type":"action.intended"}' group by 2, 3) intended
where receipt.run = intended.run and receipt.step = intended.step;
alter table receipt enable trigger receipt_append_only;
-- what Quell says of single steps: thousands in a large run, and no card shows them
alter table event add column of_step boolean generated always as
  (body like '{"actor":{"person":"quell"%' and body ~ '"type":"(job|action|verify)[.][a-z-]+"}$') stored;
create index event_told on event (stream, seq) where not of_step;
create index incident_order on incident (status desc, severity, declared_at desc);
create index incident_place on incident ((place->>'channel'), (place->>'thread'));
create index plan_digest on plan (digest collate "C");
create index step_open on step (run, lane, stage, state) where state in ('waiting', 'due', 'running', 'applied');
create index step_thing on step (thing) where intent_at is not null;
create index step_held on step (lane, target) where lease_owner is not null;
create index step_crowded on step (lane, target, priority, due_at) where crowded;

create type claimed as (run text, id text, stage smallint, state text, attempt integer, fence integer, due_at timestamptz, intent_at timestamptz,
  fault jsonb, evidence jsonb, applied_at timestamptz, verified_at timestamptz, plan text, digest text, mode text,
  receipt jsonb, applied jsonb, give_up boolean, taken_at timestamptz, body text);
`;
