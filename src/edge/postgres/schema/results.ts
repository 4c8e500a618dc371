/** What a step writes down, each as one statement: intent, what was applied, what comes later, how it ended. */
export const RESULTS = `
-- Starts what may start, and writes what the run has come to. What comes next follows from the state alone; a failed step
-- holds nobody up, because an attack goes on where nothing is done. Each cloud goes through the stages at its own pace.
create function advance_run(r text) returns jsonb language plpgsql as $$
declare
  v record;
  begun jsonb;
  became text := 'running';
begin
  select run.plan, run.kind, run.state, run.afters, incident.severity into v
    from run join incident on incident.id = run.incident where run.id = r;
  with ready as (
    select g.stage, g.lane from (select distinct stage, lane from step where run = r and state = 'waiting') g
    where stage_approved(v.plan, g.stage) and not exists (
      select from step b where b.run = r and b.lane = g.lane and b.stage < g.stage
        and b.state in ('waiting', 'due', 'running', 'applied')
        and (b.state <> 'applied' or v.afters[g.stage + 1] <> 'applied'))),
  started as (
    update step set state = 'due', due_at = now(), priority = step_priority(v.severity, ordinal)
    from ready where step.run = r and step.state = 'waiting' and step.stage = ready.stage and step.lane = ready.lane
    returning step.id, step.stage, step.ordinal, step.priority)
  select jsonb_agg(jsonb_build_object('id', r || '/' || id, 'priority', priority) order by stage, ordinal)
    into begun from started;
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
  return coalesce(begun, '[]');
end $$;

-- Only the last step of its stage and cloud can make anything possible, and a run has as many looks as steps: most of them
-- find a neighbour at work and are done.
create function advance_after(r text, l text, st smallint, was text) returns jsonb language plpgsql as $$
begin
  if exists (select from step where run = r and lane = l and stage = st and state in ('waiting', 'due', 'running'))
    or was = 'applied' and exists (select from step where run = r and lane = l and stage = st and state = 'applied') then
    return '[]';
  end if;
  return advance_run(r);
end $$;

-- The gate. Everything that must hold for a change to be made is a condition of this one update, so that no order of events
-- can slip between a check and the act. Only a step that passes gets a receipt, and only the first one is kept.
create function intend_step(r text, i text, f integer, seconds double precision, first jsonb, s text, e text)
returns jsonb language plpgsql as $$
begin
  perform hold(s);
  update step set intent_at = now() from run
  where step.run = r and step.id = i and step.fence = f and step.state = 'running'
    and step.lease_until > clock_timestamp() + make_interval(secs => seconds)
    and run.id = step.run and run.incident = s
    and exists (select from plan where plan.id = run.plan and plan.digest = run.digest)
    and stage_approved(run.plan, step.stage);
  if not found then return null; end if;
  insert into receipt (run, step, body) values (r, i, first) on conflict do nothing;
  perform append_quietly(s, e);
  return (select body from receipt where run = r and step = i);
end $$;

create function step_applied(r text, i text, f integer, what jsonb, settle double precision, s text, e text)
returns jsonb language plpgsql as $$
declare
  st step%rowtype;
  begun jsonb;
begin
  perform hold(s);
  update step set state = 'applied', applied_at = now(), fault = null, priority = 0,
    give_up_at = now() + make_interval(secs => settle)
  where run = r and id = i and fence = f and state = 'running' returning * into st;
  if not found then return null; end if;
  insert into applied (run, step, body) values (r, i, what) on conflict (run, step) do update set body = excluded.body;
  begun := advance_after(r, st.lane, st.stage, 'running');
  perform append_event(s, e);
  return begun;
end $$;

-- Let go, to be looked at or tried again.
create function step_later(r text, i text, f integer, seconds double precision, why jsonb, saw jsonb, s text, e text)
returns jsonb language plpgsql as $$
declare
  st step%rowtype;
begin
  perform hold(s);
  update step set state = case when state = 'running' then 'due' else state end, lease_until = null, lease_owner = null,
    due_at = clock_timestamp() + make_interval(secs => seconds), fault = coalesce(why, fault), evidence = coalesce(saw, evidence)
  where run = r and id = i and fence = f and state in ('running', 'applied') returning * into st;
  if not found then return null; end if;
  if e is not null then perform append_event(s, e); end if;
  return next_crowded(st.lane, st.target);
end $$;

create function step_end(r text, i text, f integer, became text, why jsonb, saw jsonb, s text, e text)
returns jsonb language plpgsql as $$
declare
  was text;
  st step%rowtype;
  begun jsonb;
begin
  perform hold(s);
  select state into was from step where run = r and id = i and fence = f and state in ('running', 'applied') for update;
  if not found then return null; end if;
  update step set state = became, lease_until = null, lease_owner = null, due_at = null, fault = why,
    evidence = coalesce(saw, evidence), verified_at = case when became = 'verified' then now() end
  where run = r and id = i returning * into st;
  begun := advance_after(r, st.lane, st.stage, was);
  perform append_event(s, e);
  return begun || next_crowded(st.lane, st.target);
end $$;

-- Many at once, in the order in which they are given: one wait for the disk serves them all. The caller sorts them by
-- stream, so that no two of these wait for each other.
create function intend_steps(asked jsonb) returns setof jsonb language plpgsql as $$
declare
  x record;
begin
  for x in select * from jsonb_to_recordset(asked) as a
    (run text, id text, fence integer, seconds double precision, body jsonb, stream text, event text)
  loop
    return next intend_step(x.run, x.id, x.fence, x.seconds, x.body, x.stream, x.event);
  end loop;
end $$;

create function steps_applied(asked jsonb) returns setof jsonb language plpgsql as $$
declare
  x record;
begin
  -- The look at it comes next, and its result waits for the disk. Until then the step is in doubt, and settled by its class.
  perform set_config('synchronous_commit', 'off', true);
  for x in select * from jsonb_to_recordset(asked) as a
    (run text, id text, fence integer, body jsonb, settle double precision, stream text, event text)
  loop
    return next step_applied(x.run, x.id, x.fence, x.body, x.settle, x.stream, x.event);
  end loop;
end $$;

create function steps_over(asked jsonb) returns setof jsonb language plpgsql as $$
declare
  x record;
begin
  for x in select * from jsonb_to_recordset(asked) as a (run text, id text, fence integer, became text,
    seconds double precision, fault jsonb, evidence jsonb, stream text, event text)
  loop
    if x.became is null then
      return next step_later(x.run, x.id, x.fence, x.seconds, x.fault, x.evidence, x.stream, x.event);
    else
      return next step_end(x.run, x.id, x.fence, x.became, x.fault, x.evidence, x.stream, x.event);
    end if;
  end loop;
end $$;
`;
