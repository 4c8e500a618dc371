/** What a step writes down, each as one statement: intent, what was applied, what comes later, how it ended. */
export const RESULTS = `
-- Starts what may start, and writes what the run has come to. What comes next follows from the state alone; a failed step
-- holds nobody up, because an attack goes on where nothing is done. Each cloud goes through the stages at its own pace.
create or replace function advance_run(r text) returns jsonb language plpgsql as $$
declare
  v record;
  g record;
  begun jsonb := '[]';
  became text := 'running';
begin
  select run.plan, run.kind, run.state, run.afters, incident.severity into v
    from run join incident on incident.id = run.incident where run.id = r;
  -- One stage of one cloud after the other, and not as one join: its plan would be made for a handful of steps.
  for g in select distinct stage, lane from step where run = r and state = 'waiting' order by stage, lane loop
    continue when not stage_approved(v.plan, g.stage) or exists (
      select from step where run = r and lane = g.lane and stage < g.stage
        and state in ('waiting', 'due', 'running', 'applied') and (state <> 'applied' or v.afters[g.stage + 1] <> 'applied'));
    with started as (
      update step set state = 'due', due_at = now(), priority = step_priority(v.severity, ordinal)
      where run = r and lane = g.lane and stage = g.stage and state = 'waiting'
      returning id, ordinal, priority)
    select begun || coalesce(jsonb_agg(jsonb_build_object('id', r || '/' || id, 'priority', priority) order by ordinal), '[]')
      into begun from started;
  end loop;
  if not exists (select from step where run = r and state in ('waiting', 'due', 'running', 'applied')) then
    select case
      when bool_and(state = 'verified') is not false then case when v.kind = 'release' then 'released' else 'contained' end
      when bool_or(state = 'verified') then 'partly'
      when bool_and(state = 'expired') then 'expired'
      when bool_and(state = 'cancelled') then 'cancelled'
      else 'failed' end
    into became from step where run = r;
  end if;
  if became <> v.state then
    update run set state = became, ended_at = case when became <> 'running' then now() end where id = r;
  end if;
  return begun;
end $$;

-- Only the last step of its stage and cloud can make anything possible, and a run has as many looks as steps: most of them
-- find a neighbour at work and are done.
create or replace function advance_after(r text, l text, st smallint, was text) returns jsonb language plpgsql as $$
begin
  if exists (select from step where run = r and lane = l and stage = st and state in ('waiting', 'due', 'running'))
    or was = 'applied' and exists (select from step where run = r and lane = l and stage = st and state = 'applied') then
    return '[]';
  end if;
  return advance_run(r);
end $$;

-- The gate. Everything that must hold for a change to be made is a condition of this one update, so that no order of events
-- can slip between a check and the act. Only a step that passes gets a receipt, and only the first one is kept.
create or replace function intend_step(r text, i text, l text, seconds double precision, first jsonb, s text, e text)
returns jsonb language plpgsql as $$
declare
  head stream%rowtype;
  kept jsonb;
begin
  select * into head from stream where name = s for update;
  -- (state || '' keeps the planner from the index of open steps: it would look at all of a large run's)
  update step set intent_at = now() from run
  where step.run = r and step.id = i and step.lease_owner = l and step.state || '' = 'running'
    and step.lease_until > clock_timestamp() + make_interval(secs => seconds)
    and run.id = step.run and run.incident = s
    and exists (select from plan where plan.id = run.plan and plan.digest = run.digest)
    and stage_approved(run.plan, step.stage)
    and not overtaken(r, i);
  if not found then return null; end if;
  insert into receipt (run, step, body, seq) values (r, i, first, head.seq + 1) on conflict do nothing
    returning body into kept;
  if kept is null then select body into kept from receipt where run = r and step = i; end if;
  -- Told to nobody: the next event shows it anyway, and whoever tells makes others wait until the disk has it.
  perform append_to(head, e);
  return kept;
end $$;

create or replace function step_applied(r text, i text, l text, what jsonb, settle double precision, s text, e text)
returns jsonb language plpgsql as $$
declare
  head stream%rowtype;
  st step%rowtype;
  begun jsonb;
begin
  select * into head from stream where name = s for update;
  update step set state = 'applied', applied_at = now(), fault = null, priority = 0,
    give_up_at = now() + make_interval(secs => settle)
  where run = r and id = i and lease_owner = l and state || '' = 'running' returning * into st;
  if not found then return null; end if;
  insert into applied (run, step, body) values (r, i, what) on conflict (run, step) do update set body = excluded.body;
  begun := advance_after(r, st.lane, st.stage, 'running');
  perform append_to(head, e);
  perform pg_notify('quell', s);
  return begun;
end $$;

-- Let go, to be looked at or tried again.
create or replace function step_later(r text, i text, l text, seconds double precision, why jsonb, saw jsonb, s text, e text,
  most integer)
returns jsonb language plpgsql as $$
declare
  st step%rowtype;
begin
  perform hold(s);
  update step set state = case when state = 'running' then 'due' else state end, lease_until = null, lease_owner = null,
    due_at = clock_timestamp() + make_interval(secs => seconds), fault = coalesce(why, fault), evidence = coalesce(saw, evidence)
  where run = r and id = i and lease_owner = l returning * into st;
  if not found then return null; end if;
  if e is not null then perform append_event(s, e); end if;
  return next_in_line(st.lane, st.target, most);
end $$;

create or replace function step_end(r text, i text, l text, became text, why jsonb, saw jsonb, s text, e text,
  most integer)
returns jsonb language plpgsql as $$
declare
  head stream%rowtype;
  was text;
  st step%rowtype;
  begun jsonb;
begin
  select * into head from stream where name = s for update;
  select state into was from step where run = r and id = i and lease_owner = l;
  -- A crash of the server may have forgotten that it was applied: then its lease runs out, and it is settled by its class.
  if not found or became = 'verified' and was <> 'applied' then return null; end if;
  update step set state = became, lease_until = null, lease_owner = null, due_at = null, fault = why,
    evidence = coalesce(saw, evidence), verified_at = case when became = 'verified' then now() end
  where run = r and id = i and lease_owner = l returning * into st;
  if not found then return null; end if;
  begun := advance_after(r, st.lane, st.stage, was);
  perform append_to(head, e);
  perform pg_notify('quell', s);
  return begun || next_in_line(st.lane, st.target, most);
end $$;

-- Many at once, in the order in which they are given: one round trip and one wait for the disk serve them all. The caller
-- sorts them by stream, so that no two of these wait for each other. What was merely applied need not wait: the look at it
-- comes next and its result does, and until then the step is in doubt, and settled by its class.
create or replace function write_steps(asked jsonb, most integer) returns setof jsonb language plpgsql as $$
declare
  x record;
begin
  if not exists (select from jsonb_to_recordset(asked) as a (kind text) where kind <> 'applied') then
    perform set_config('synchronous_commit', 'off', true);
  end if;
  for x in select * from jsonb_to_recordset(asked) as a (kind text, run text, id text, lease text, stream text, event text,
    seconds double precision, body jsonb, became text, fault jsonb, evidence jsonb)
  loop
    case x.kind
      when 'intend' then return next intend_step(x.run, x.id, x.lease, x.seconds, x.body, x.stream, x.event);
      when 'applied' then return next step_applied(x.run, x.id, x.lease, x.body, x.seconds, x.stream, x.event);
      when 'later' then return next step_later(x.run, x.id, x.lease, x.seconds, x.fault, x.evidence, x.stream, x.event, most);
      when 'end' then return next step_end(x.run, x.id, x.lease, x.became, x.fault, x.evidence, x.stream, x.event, most);
    end case;
  end loop;
end $$;
`;
