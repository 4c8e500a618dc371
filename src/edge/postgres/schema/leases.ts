/** How a step is taken, and by how many at once. */
export const LEASES = `
create or replace function step_priority(severity integer, ordinal integer) returns integer language sql immutable as $$
  select (severity - 1) * 524288 + least(ordinal, 524286) + 1
$$;

-- One conditional update takes the step, under a lease that has its own name: no other attempt's result counts while it
-- stands. That name is never given twice, where a counter would be, after a crash of the server: so a claim need not wait
-- for the disk.
create or replace function claim_step(r text, i text, lease text, seconds double precision, most integer, whole boolean)
returns setof claimed language plpgsql as $$
declare
  s step%rowtype;
  was run%rowtype;
  since timestamptz;
begin
  select * into s from step where run = r and id = i and state in ('due', 'running', 'applied') and due_at <= now()
    and (lease_until is null or lease_until < now());
  if not found then return; end if;
  since := s.due_at;
  if (select count(*) from step where lane = s.lane and target = s.target and lease_owner is not null
      and lease_until > now()) >= most then
    update step set crowded = true where run = r and id = i and state in ('due', 'running', 'applied') and due_at <= now()
      and (lease_until is null or lease_until < now());
    return;
  end if;
  update step set
    state = case when state = 'due' then 'running' else state end,
    attempt = attempt + 1, fence = fence + 1, crowded = false, swept_at = null,
    lease_owner = lease, lease_until = clock_timestamp() + make_interval(secs => seconds),
    due_at = clock_timestamp() + make_interval(secs => seconds)
  where run = r and id = i and state in ('due', 'running', 'applied') and due_at <= now()
    and (lease_until is null or lease_until < now())
  returning * into s;
  if not found then return; end if;
  select * into was from run where id = r;
  perform pg_notify('quell', was.incident);
  return query
    select s.run, s.id, s.stage, s.state, s.attempt, s.fence, since, s.intent_at, s.fault, s.evidence, s.applied_at, s.verified_at,
      was.plan, was.digest, incident.mode,
      (select body from receipt where run = r and step = i), (select body from applied where run = r and step = i),
      s.give_up_at < now(), clock_timestamp(),
      -- a plan never changes: whoever has read it need not be sent it again with each of 1,000 steps
      case when whole then (select body from plan where id = was.plan) end
    from incident where id = was.incident;
end $$;

-- Many at once, each as above. Accounts are held until this short transaction ends, since two workers that count at the same
-- time would both find room; all of them first and in one order, so that nobody waits in a circle.
create or replace function claim_steps(asked jsonb, most integer)
returns setof claimed language plpgsql as $$
declare
  x record;
begin
  perform set_config('synchronous_commit', 'off', true);
  for x in select distinct hashtext(lane || '/' || target) as account
    from jsonb_to_recordset(asked) as a (run text, id text) join step using (run, id) order by account
  loop
    perform pg_advisory_xact_lock(7150024, x.account);
  end loop;
  for x in select * from jsonb_to_recordset(asked) as a
    (run text, id text, lease text, seconds double precision, whole boolean)
  loop
    return query select * from claim_step(x.run, x.id, x.lease, x.seconds, most, x.whole);
  end loop;
end $$;

-- The first in an account's line of steps that found no room.
create or replace function next_crowded(l text, t text) returns jsonb language plpgsql as $$
declare
  next jsonb;
begin
  update step set crowded = false where ctid = (
    select ctid from step where crowded and lane = l and target = t and state in ('due', 'running', 'applied')
    order by priority, due_at limit 1 for update skip locked)
  returning jsonb_build_array(jsonb_build_object('id', run || '/' || id, 'priority', priority)) into next;
  return coalesce(next, '[]');
end $$;

-- Who is next in an account's line, asked by whoever lets go of one of its steps. Where nobody stands there and the account
-- was full, somebody may just be joining the line, unseen: then the account is named, for a look after the commit.
create or replace function next_in_line(l text, t text, most integer) returns jsonb language plpgsql as $$
declare
  woken jsonb := next_crowded(l, t);
begin
  if woken = '[]' and (select count(*) from step where lane = l and target = t and lease_owner is not null
      and lease_until > now()) >= most - 1 then
    return jsonb_build_array(jsonb_build_object('lane', l, 'target', t));
  end if;
  return woken;
end $$;

-- That look: whoever was joining the line has done so when the account can be held.
create or replace function next_joined(accounts jsonb) returns setof jsonb language plpgsql as $$
declare
  x record;
begin
  perform set_config('synchronous_commit', 'off', true);
  for x in select distinct hashtext(lane || '/' || target) as account
    from jsonb_to_recordset(accounts) as a (lane text, target text) order by account
  loop
    perform pg_advisory_xact_lock(7150024, x.account);
  end loop;
  return query select next_crowded(lane, target) from jsonb_to_recordset(accounts) as a (lane text, target text);
end $$;

-- What is due and claimed by nobody, each not again for some seconds: its wake-up may still be on a long queue.
create or replace function sweep_due(most integer, batch integer, after double precision, again double precision) returns table (id text, priority integer) language plpgsql as $$
#variable_conflict use_column
begin
  perform set_config('synchronous_commit', 'off', true);
  -- A process that is gone gives on what it had not yet begun to change; a change that may be under way keeps its lease.
  update step set lease_owner = null, lease_until = null, due_at = now(), swept_at = '-infinity' where ctid in (
    select s.ctid from step s where s.lease_owner like '@%' and s.lease_until > now()
      and (s.state = 'applied' or s.intent_at is null)
      and not exists (
        select from pg_locks l where l.locktype = 'advisory' and l.classid = 7150026 and l.objsubid = 2
          and l.objid = (hashtext(split_part(s.lease_owner, ' ', 1))::bigint & 4294967295)::oid)
    for update skip locked);
  return query
    with crowded_out as (
      select lane, target from step where lease_owner is not null and lease_until > now()
      group by lane, target having count(*) >= most),
    found as (
      select s.ctid from step s
      where s.state in ('due', 'running', 'applied') and s.due_at <= now() and (s.lease_until is null or s.lease_until < now())
        -- the wake-up of one that found no room is spent, however long the queue is
        and (s.crowded or coalesce(s.swept_at + make_interval(secs => again), s.due_at + make_interval(secs => after)) <= now())
        and (s.lane, s.target) not in (select lane, target from crowded_out)
      order by s.priority, s.due_at limit batch for update skip locked)
    update step set swept_at = now(), crowded = false where ctid in (select ctid from found)
    returning run || '/' || id, priority;
end $$;
`;
