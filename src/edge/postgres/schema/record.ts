/**
 * What the record holds. The database itself keeps three promises, so that no bug in a process can break them: a plan's
 * digest is the hash of its text, receipts and events are never changed, and a stage counts as approved only by the votes
 * that stand in the record.
 */
export const RECORD = `
create table incident (
  id text primary key,
  title text not null,
  severity smallint not null check (severity between 1 and 4),
  mode text not null check (mode in ('live', 'drill')),
  status text not null check (status in ('open', 'closed')),
  commander text not null,
  suspects text[] not null,
  place jsonb,
  declared_at timestamptz not null default now(),
  closed_at timestamptz
);
create table counter (name text primary key, value integer not null);

create table plan (
  id text primary key,
  incident text not null references incident,
  requester text not null,
  kind text not null check (kind in ('contain', 'release')),
  body text not null,
  digest text not null check (digest = encode(sha256(convert_to(body, 'UTF8')), 'hex')),
  status text not null check (status in ('pending', 'approved', 'denied', 'expired', 'superseded', 'withdrawn')),
  created_at timestamptz not null default now(),
  approve_by timestamptz not null,
  execute_by timestamptz not null
);
create index plan_incident on plan (incident);
create index plan_pending on plan (approve_by) where status = 'pending';

create table need (
  plan text not null references plan,
  stage smallint not null,
  grp text not null,
  count smallint not null check (count > 0),
  primary key (plan, stage, grp)
);
create table vote (
  plan text not null references plan,
  digest text not null,
  person text not null,
  decision text not null check (decision in ('approve', 'deny')),
  groups text[] not null,
  surface text not null,
  authenticated text not null,
  reason text,
  at timestamptz not null default now(),
  primary key (plan, person)
);

create table run (
  id text primary key,
  plan text not null unique references plan,
  incident text not null references incident,
  digest text not null,
  kind text not null,
  state text not null,
  -- per stage: start once the steps before it are 'applied', or 'verified'
  afters text[] not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz
);
create index run_incident on run (incident);
create index run_open on run (plan) where state = 'running';

create table step (
  run text not null references run,
  id text not null,
  stage smallint not null,
  lane text not null,
  ordinal smallint not null,
  state text not null,
  attempt integer not null default 0,
  fence integer not null default 0,
  lease_until timestamptz,
  lease_owner text,
  due_at timestamptz,
  intent_at timestamptz,
  give_up_at timestamptz,
  fault jsonb,
  evidence jsonb,
  applied_at timestamptz,
  verified_at timestamptz,
  primary key (run, id)
);
-- what the sweeper looks for, and nothing else
create index step_due on step (due_at) where state in ('due', 'running', 'applied');

create table receipt (
  run text not null,
  step text not null,
  body jsonb not null,
  written_at timestamptz not null default now(),
  primary key (run, step),
  foreign key (run, step) references step
);
create table applied (
  run text not null,
  step text not null,
  body jsonb not null,
  primary key (run, step),
  foreign key (run, step) references receipt
);

create table stream (name text primary key, seq bigint not null, hash text not null);
create table event (
  stream text not null,
  seq bigint not null,
  at text not null,
  body text not null,
  prev text not null,
  hash text not null,
  primary key (stream, seq)
);
create table message (key text primary key, ref jsonb not null, shown text);
create table inbound (key text primary key, at timestamptz not null default now());

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;
create trigger event_append_only before update or delete on event for each row execute function refuse_change();
create trigger event_no_truncate before truncate on event execute function refuse_change();
create trigger receipt_append_only before update or delete on receipt for each row execute function refuse_change();
`;
