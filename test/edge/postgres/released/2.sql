--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: public; Type: SCHEMA; Schema: -; Owner: -
--

--
-- Name: SCHEMA public; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON SCHEMA public IS 'standard public schema';

--
-- Name: claimed; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.claimed AS (
	run text,
	id text,
	stage smallint,
	state text,
	attempt integer,
	fence integer,
	due_at timestamp with time zone,
	intent_at timestamp with time zone,
	fault jsonb,
	evidence jsonb,
	applied_at timestamp with time zone,
	verified_at timestamp with time zone,
	plan text,
	digest text,
	mode text,
	receipt jsonb,
	applied jsonb,
	give_up boolean,
	taken_at timestamp with time zone,
	body text
);

--
-- Name: advance_after(text, text, smallint, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.advance_after(r text, l text, st smallint, was text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
begin
  if exists (select from step where run = r and lane = l and stage = st and state in ('waiting', 'due', 'running'))
    or was = 'applied' and exists (select from step where run = r and lane = l and stage = st and state = 'applied') then
    return '[]';
  end if;
  return advance_run(r);
end $$;

--
-- Name: advance_run(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.advance_run(r text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: append_event(text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.append_event(s text, b text) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  head stream%rowtype;
begin
  perform hold(s);
  select * into head from stream where name = s;
  perform append_to(head, b);
  perform pg_notify('quell', s);
end $$;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: stream; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.stream (
    name text NOT NULL,
    seq bigint NOT NULL,
    hash text NOT NULL
);

--
-- Name: append_to(public.stream, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.append_to(head public.stream, b text) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
  t text := to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
  x text := encode(sha256(convert_to(concat_ws(E'\n', head.hash, head.name, head.seq + 1, t, b), 'UTF8')), 'hex');
begin
  insert into event (stream, seq, at, body, prev, hash) values (head.name, head.seq + 1, t, b, head.hash, x);
  update stream set seq = head.seq + 1, hash = x where name = head.name;
end $$;

--
-- Name: cast_vote(text, text, text, text, text[], text, text, text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.cast_vote(p text, d text, who text, said text, grps text[], surf text, auth text, why text, s text, e text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
declare
  v record;
  t timestamptz;
  became text;
  begun jsonb := '[]';
begin
  perform hold(s);
  t := clock_timestamp();
  select plan.status = 'pending' and t <= plan.approve_by and plan.digest = d as open, run.id as run into v
    from plan join run on run.plan = plan.id where plan.id = p and plan.incident = s;
  if exists (select from vote where plan = p and person = who) then became := 'again';
  elsif v.open is not true then became := 'late';
  else
    became := 'counted';
    insert into vote (plan, digest, person, decision, groups, surface, authenticated, reason, at)
      values (p, d, who, said, grps, surf, auth, why, t);
    if said = 'deny' then
      update plan set status = 'denied' where id = p;
      update step set state = 'cancelled' where run = v.run and state = 'waiting';
    else
      update plan set status = 'approved' where id = p and (
        select bool_and(stage_approved(p, n)) from generate_series(0, (select cardinality(afters) - 1 from run where id = v.run)) n);
    end if;
    begun := advance_run(v.run);
    perform append_event(s, e);
  end if;
  return jsonb_build_object('outcome', became, 'due', begun, 'status', (select status from plan where id = p),
    'votes', (select coalesce(jsonb_agg(to_jsonb(vote) order by at), '[]') from vote where plan = p));
end $$;

--
-- Name: claim_step(text, text, text, double precision, integer, boolean); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.claim_step(r text, i text, lease text, seconds double precision, most integer, whole boolean) RETURNS SETOF public.claimed
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: claim_steps(jsonb, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.claim_steps(asked jsonb, most integer) RETURNS SETOF public.claimed
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: hold(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.hold(s text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  perform from stream where name = s for update;
  if not found then
    insert into stream (name, seq, hash) values (s, 0, repeat('0', 64)) on conflict do nothing;
    perform from stream where name = s for update;
  end if;
end $$;

--
-- Name: intend_step(text, text, text, double precision, jsonb, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.intend_step(r text, i text, l text, seconds double precision, first jsonb, s text, e text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
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
    and stage_approved(run.plan, step.stage);
  if not found then return null; end if;
  insert into receipt (run, step, body, seq) values (r, i, first, head.seq + 1) on conflict do nothing
    returning body into kept;
  if kept is null then select body into kept from receipt where run = r and step = i; end if;
  -- Told to nobody: the next event shows it anyway, and whoever tells makes others wait until the disk has it.
  perform append_to(head, e);
  return kept;
end $$;

--
-- Name: next_crowded(text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.next_crowded(l text, t text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
declare
  next jsonb;
begin
  update step set crowded = false where ctid = (
    select ctid from step where crowded and lane = l and target = t and state in ('due', 'running', 'applied')
    order by priority, due_at limit 1 for update skip locked)
  returning jsonb_build_array(jsonb_build_object('id', run || '/' || id, 'priority', priority)) into next;
  return coalesce(next, '[]');
end $$;

--
-- Name: refuse_change(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;

--
-- Name: seen_before(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.seen_before(k text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
begin
  perform set_config('synchronous_commit', 'off', true);
  insert into inbound (key) values (k) on conflict do nothing;
  return not found;
end $$;

--
-- Name: stage_approved(text, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.stage_approved(p text, s integer) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  select coalesce((
    select plan.status in ('pending', 'approved')
      and now() <= plan.execute_by
      and exists (select from need where need.plan = plan.id and need.stage = s)
      and not exists (select from vote v where v.plan = plan.id and v.decision = 'deny')
      and not exists (
        select from need
        where need.plan = plan.id and need.stage = s and need.count > (
          select count(*) from vote v
          where v.plan = plan.id and v.digest = plan.digest and v.decision = 'approve'
            and need.grp = any (v.groups) and v.person <> plan.requester and v.at <= plan.approve_by))
    from plan where plan.id = p), false)
$$;

--
-- Name: step_applied(text, text, text, jsonb, double precision, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.step_applied(r text, i text, l text, what jsonb, settle double precision, s text, e text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: step_end(text, text, text, text, jsonb, jsonb, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.step_end(r text, i text, l text, became text, why jsonb, saw jsonb, s text, e text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
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
  return begun || next_crowded(st.lane, st.target);
end $$;

--
-- Name: step_later(text, text, text, double precision, jsonb, jsonb, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.step_later(r text, i text, l text, seconds double precision, why jsonb, saw jsonb, s text, e text) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
declare
  st step%rowtype;
begin
  perform hold(s);
  update step set state = case when state = 'running' then 'due' else state end, lease_until = null, lease_owner = null,
    due_at = clock_timestamp() + make_interval(secs => seconds), fault = coalesce(why, fault), evidence = coalesce(saw, evidence)
  where run = r and id = i and lease_owner = l returning * into st;
  if not found then return null; end if;
  if e is not null then perform append_event(s, e); end if;
  return next_crowded(st.lane, st.target);
end $$;

--
-- Name: step_priority(integer, integer); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.step_priority(severity integer, ordinal integer) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$
  select (severity - 1) * 524288 + least(ordinal, 524286) + 1
$$;

--
-- Name: sweep_due(integer, integer, double precision, double precision); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.sweep_due(most integer, batch integer, after double precision, again double precision) RETURNS TABLE(id text, priority integer)
    LANGUAGE plpgsql
    AS $$
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

--
-- Name: write_steps(jsonb); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.write_steps(asked jsonb) RETURNS SETOF jsonb
    LANGUAGE plpgsql
    AS $$
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
      when 'later' then return next step_later(x.run, x.id, x.lease, x.seconds, x.fault, x.evidence, x.stream, x.event);
      when 'end' then return next step_end(x.run, x.id, x.lease, x.became, x.fault, x.evidence, x.stream, x.event);
    end case;
  end loop;
end $$;

--
-- Name: applied; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.applied (
    run text NOT NULL,
    step text NOT NULL,
    body jsonb NOT NULL
);

--
-- Name: counter; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.counter (
    name text NOT NULL,
    value integer NOT NULL
);

--
-- Name: event; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event (
    stream text NOT NULL,
    seq bigint NOT NULL,
    at text NOT NULL,
    body text NOT NULL,
    prev text NOT NULL,
    hash text NOT NULL,
    of_step boolean GENERATED ALWAYS AS (((body ~~ '{"actor":{"person":"quell"%'::text) AND (body ~ '"type":"(job|action|verify)[.][a-z-]+"}$'::text))) STORED
);

--
-- Name: inbound; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.inbound (
    key text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);

--
-- Name: incident; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.incident (
    id text NOT NULL,
    title text NOT NULL,
    severity smallint NOT NULL,
    mode text NOT NULL,
    status text NOT NULL,
    commander text NOT NULL,
    suspects text[] NOT NULL,
    place jsonb,
    declared_at timestamp with time zone DEFAULT now() NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT incident_mode_check CHECK ((mode = ANY (ARRAY['live'::text, 'drill'::text]))),
    CONSTRAINT incident_severity_check CHECK (((severity >= 1) AND (severity <= 4))),
    CONSTRAINT incident_status_check CHECK ((status = ANY (ARRAY['open'::text, 'closed'::text])))
);

--
-- Name: message; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.message (
    key text NOT NULL,
    ref jsonb NOT NULL,
    shown text
);

--
-- Name: migration; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.migration (
    id integer NOT NULL,
    at timestamp with time zone DEFAULT now()
);

--
-- Name: need; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.need (
    plan text NOT NULL,
    stage smallint NOT NULL,
    grp text NOT NULL,
    count smallint NOT NULL,
    CONSTRAINT need_count_check CHECK ((count > 0))
);

--
-- Name: plan; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.plan (
    id text NOT NULL,
    incident text NOT NULL,
    requester text NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    digest text NOT NULL,
    status text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    approve_by timestamp with time zone NOT NULL,
    execute_by timestamp with time zone NOT NULL,
    CONSTRAINT plan_check CHECK ((digest = encode(sha256(convert_to(body, 'UTF8'::name)), 'hex'::text))),
    CONSTRAINT plan_kind_check CHECK ((kind = ANY (ARRAY['contain'::text, 'release'::text]))),
    CONSTRAINT plan_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'denied'::text, 'expired'::text, 'superseded'::text, 'withdrawn'::text])))
);

--
-- Name: receipt; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.receipt (
    run text NOT NULL,
    step text NOT NULL,
    body jsonb NOT NULL,
    written_at timestamp with time zone DEFAULT now() NOT NULL,
    seq bigint
);

--
-- Name: run; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.run (
    id text NOT NULL,
    plan text NOT NULL,
    incident text NOT NULL,
    digest text NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    afters text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone
);

--
-- Name: step; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.step (
    run text NOT NULL,
    id text NOT NULL,
    stage smallint NOT NULL,
    lane text NOT NULL,
    ordinal smallint NOT NULL,
    state text NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    fence integer DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    lease_owner text,
    due_at timestamp with time zone,
    intent_at timestamp with time zone,
    give_up_at timestamp with time zone,
    fault jsonb,
    evidence jsonb,
    applied_at timestamp with time zone,
    verified_at timestamp with time zone,
    target text DEFAULT ''::text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    crowded boolean DEFAULT false NOT NULL,
    swept_at timestamp with time zone,
    thing text DEFAULT ''::text NOT NULL
);

--
-- Name: vote; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.vote (
    plan text NOT NULL,
    digest text NOT NULL,
    person text NOT NULL,
    decision text NOT NULL,
    groups text[] NOT NULL,
    surface text NOT NULL,
    authenticated text NOT NULL,
    reason text,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT vote_decision_check CHECK ((decision = ANY (ARRAY['approve'::text, 'deny'::text])))
);

--
-- Data for Name: applied; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.applied VALUES ('run-2', '0-front', '{"at": "2026-11-22T20:40:32.697Z", "changes": [{"after": "shut", "field": "door", "before": "open", "resource": "front"}], "written": {}}');
INSERT INTO public.applied VALUES ('run-2', '1-back', '{"at": "2026-11-22T20:40:32.739Z", "changes": [{"after": "shut", "field": "door", "before": "open", "resource": "back"}], "written": {}}');
INSERT INTO public.applied VALUES ('run-6', '0-pen', '{"at": "2026-11-22T20:40:32.876Z", "changes": [{"after": "shut", "field": "door", "before": "open", "resource": "pen"}], "written": {}}');
INSERT INTO public.applied VALUES ('run-8', '0-gate', '{"at": "2026-11-22T20:40:33.082Z", "changes": [{"after": "shut", "field": "door", "before": "open", "resource": "gate"}], "written": {}}');

--
-- Data for Name: counter; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.counter VALUES ('plan', 10);
INSERT INTO public.counter VALUES ('INC', 2);

--
-- Data for Name: event; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.event VALUES ('quell', 1, '2026-11-22T20:40:32.583Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"incident":"INC-1"},"summary":"INC-1","type":"command.declared"}', '0000000000000000000000000000000000000000000000000000000000000000', '5af1673434cc6c6d1f6662592a76696514207683477c1296799d34afb0e4619a', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 1, '2026-11-22T20:40:32.587Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"incident":"INC-1"},"summary":"INC-1","type":"command.declared"}', '0000000000000000000000000000000000000000000000000000000000000000', 'fac92dee5dc4ab6f7910c649849ee74b13533d5b750f620a78752003a83145a9', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 2, '2026-11-22T20:40:32.604Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"cb48322bfa8ac7f51ce45eff8ff4c47e8bbaf7e4a3260d0970e24781411ef7ba"},"summary":"plan-1","type":"plan.frozen"}', 'fac92dee5dc4ab6f7910c649849ee74b13533d5b750f620a78752003a83145a9', 'fcac844ecb2350809a06b6af7bac9d41b85934808f432bb9be3581046c2f7678', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 3, '2026-11-22T20:40:32.624Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"cb48322bfa8ac7f51ce45eff8ff4c47e8bbaf7e4a3260d0970e24781411ef7ba"},"summary":"plan-2","type":"plan.frozen"}', 'fcac844ecb2350809a06b6af7bac9d41b85934808f432bb9be3581046c2f7678', 'd0d5e162021a627d26b7a5bd3c17cf943598209cdd63871bb3d51cb124aacd33', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 4, '2026-11-22T20:40:32.665Z', '{"actor":{"person":"bo","surface":"console"},"data":{},"summary":"yes","type":"approval.voted"}', 'd0d5e162021a627d26b7a5bd3c17cf943598209cdd63871bb3d51cb124aacd33', 'e48268f41131d3d477d328a2f906b684505fcfad9960195ab36ae6da7fbf75d9', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 5, '2026-11-22T20:40:32.687Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"cb48322bfa8ac7f51ce45eff8ff4c47e8bbaf7e4a3260d0970e24781411ef7ba","fence":1,"plan":"plan-2","prior":{"open":true},"readAt":"2026-11-22T20:40:32.677Z","run":"run-2","step":"0-front","target":"h"},"summary":"Shut front: about to act","type":"action.intended"}', 'e48268f41131d3d477d328a2f906b684505fcfad9960195ab36ae6da7fbf75d9', 'c4cd848f1ebeb726f5550d23dff000d763c7b246f854ee306aa643e724bbd124', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 6, '2026-11-22T20:40:32.701Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","applied":{"at":"2026-11-22T20:40:32.697Z","changes":[{"after":"shut","before":"open","field":"door","resource":"front"}],"written":{}},"attempt":1,"digest":"cb48322bfa8ac7f51ce45eff8ff4c47e8bbaf7e4a3260d0970e24781411ef7ba","fence":1,"plan":"plan-2","run":"run-2","step":"0-front","target":"h"},"summary":"Shut front: applied, 1 changes","type":"action.applied"}', 'c4cd848f1ebeb726f5550d23dff000d763c7b246f854ee306aa643e724bbd124', 'e6da2886242368f6c1659074dfdd6db714021e54b805344d8cb1a2e7ec2fcd12', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 7, '2026-11-22T20:40:32.714Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"cb48322bfa8ac7f51ce45eff8ff4c47e8bbaf7e4a3260d0970e24781411ef7ba","evidence":[{"asked":"push","kind":"effect","ok":true,"saw":"shut"}],"fence":1,"plan":"plan-2","run":"run-2","step":"0-front","target":"h"},"summary":"Shut front: contained","type":"verify.contained"}', 'e6da2886242368f6c1659074dfdd6db714021e54b805344d8cb1a2e7ec2fcd12', 'ecc458493a24c31266d08e144a69e023a08c160893fd8a17dd18d45bf761b51c', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 8, '2026-11-22T20:40:32.728Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"cb48322bfa8ac7f51ce45eff8ff4c47e8bbaf7e4a3260d0970e24781411ef7ba","fence":1,"plan":"plan-2","prior":{"open":true},"readAt":"2026-11-22T20:40:32.723Z","run":"run-2","step":"1-back","target":"h"},"summary":"Shut back: about to act","type":"action.intended"}', 'ecc458493a24c31266d08e144a69e023a08c160893fd8a17dd18d45bf761b51c', 'aa7c9e73ffad6c6a448f9807a2f52c1ba5c027e64151dd81c59b1fc83fd4dc5e', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 9, '2026-11-22T20:40:32.741Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","applied":{"at":"2026-11-22T20:40:32.739Z","changes":[{"after":"shut","before":"open","field":"door","resource":"back"}],"written":{}},"attempt":1,"digest":"cb48322bfa8ac7f51ce45eff8ff4c47e8bbaf7e4a3260d0970e24781411ef7ba","fence":1,"plan":"plan-2","run":"run-2","step":"1-back","target":"h"},"summary":"Shut back: applied, 1 changes","type":"action.applied"}', 'aa7c9e73ffad6c6a448f9807a2f52c1ba5c027e64151dd81c59b1fc83fd4dc5e', '1bc3aef23a4d3d49fb7dd8f3ed31f8afac270b7e8068941d4643f700a8a7b939', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 10, '2026-11-22T20:40:32.747Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"cb48322bfa8ac7f51ce45eff8ff4c47e8bbaf7e4a3260d0970e24781411ef7ba","evidence":[{"asked":"push","kind":"effect","ok":true,"saw":"shut"}],"fence":1,"plan":"plan-2","run":"run-2","step":"1-back","target":"h"},"summary":"Shut back: contained","type":"verify.contained"}', '1bc3aef23a4d3d49fb7dd8f3ed31f8afac270b7e8068941d4643f700a8a7b939', '1636f3779e906c6e63fb6fdab209e3ef820d00ec059521a809f7cb8c21ca6565', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 11, '2026-11-22T20:40:32.779Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"a4e3adaa33a7ffa7465ee6a2920e2db1db7d1bbc6bdde791e4f95739b60595f3"},"summary":"plan-3","type":"plan.frozen"}', '1636f3779e906c6e63fb6fdab209e3ef820d00ec059521a809f7cb8c21ca6565', '1f485d8a1b3020cf6d8d0ddb6c3df19cfd4888d54659df7821148e28fa66c4ea', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 12, '2026-11-22T20:40:32.828Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"a4e3adaa33a7ffa7465ee6a2920e2db1db7d1bbc6bdde791e4f95739b60595f3"},"summary":"plan-4","type":"plan.frozen"}', '1f485d8a1b3020cf6d8d0ddb6c3df19cfd4888d54659df7821148e28fa66c4ea', '1ac87117477b33953f2c0567003c154d74c715c9918a5159b08b2c3a05721b97', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 13, '2026-11-22T20:40:32.832Z', '{"actor":{"person":"quell","surface":"quell"},"data":{},"summary":"denied","type":"approval.denied"}', '1ac87117477b33953f2c0567003c154d74c715c9918a5159b08b2c3a05721b97', '6ad33c21682efdd67280314e4820db18319eca054eeec67cee016bb7e1e5ec21', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 14, '2026-11-22T20:40:32.845Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"3b24e5dd66baddef82d26698b71c10acaee44d390bf8f23f361b20464ff8346d"},"summary":"plan-5","type":"plan.frozen"}', '6ad33c21682efdd67280314e4820db18319eca054eeec67cee016bb7e1e5ec21', '13357ad6b61bdef61d3d1fe1212505daca7349687c32c11e246fd3733df5a029', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 15, '2026-11-22T20:40:32.855Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"3b24e5dd66baddef82d26698b71c10acaee44d390bf8f23f361b20464ff8346d"},"summary":"plan-6","type":"plan.frozen"}', '13357ad6b61bdef61d3d1fe1212505daca7349687c32c11e246fd3733df5a029', '720fa68889189dbf38efa6e07764727d619daa4ada624c62576b8c63c4f194da', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 16, '2026-11-22T20:40:32.865Z', '{"actor":{"person":"bo","surface":"console"},"data":{},"summary":"yes","type":"approval.voted"}', '720fa68889189dbf38efa6e07764727d619daa4ada624c62576b8c63c4f194da', 'dc2a3009fbcf0a18d4a295fa33bcc4446b7d9f333cbe2500236ee21a1356c713', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 17, '2026-11-22T20:40:32.875Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"3b24e5dd66baddef82d26698b71c10acaee44d390bf8f23f361b20464ff8346d","fence":1,"plan":"plan-6","prior":{"open":true},"readAt":"2026-11-22T20:40:32.872Z","run":"run-6","step":"0-pen","target":"h"},"summary":"Shut pen: about to act","type":"action.intended"}', 'dc2a3009fbcf0a18d4a295fa33bcc4446b7d9f333cbe2500236ee21a1356c713', 'ab6c08ca49303297fc658e566320134b013f1a8835852412017bd014973bab43', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 18, '2026-11-22T20:40:32.878Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","applied":{"at":"2026-11-22T20:40:32.876Z","changes":[{"after":"shut","before":"open","field":"door","resource":"pen"}],"written":{}},"attempt":1,"digest":"3b24e5dd66baddef82d26698b71c10acaee44d390bf8f23f361b20464ff8346d","fence":1,"plan":"plan-6","run":"run-6","step":"0-pen","target":"h"},"summary":"Shut pen: applied, 1 changes","type":"action.applied"}', 'ab6c08ca49303297fc658e566320134b013f1a8835852412017bd014973bab43', '65c2baf3b26b318b72becdd2757c36facaec3f71910b6bc772e8e8796816dbaf', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 19, '2026-11-22T20:40:33.022Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"bd3f70bfab5ffb300593369f176ada7315ca46eb09dba497ec275562cbe967d2"},"summary":"plan-7","type":"plan.frozen"}', '65c2baf3b26b318b72becdd2757c36facaec3f71910b6bc772e8e8796816dbaf', '6ebab7c0d2f189d1a32be796cde1bf86270e2dce3829ea893155315a1b411413', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 20, '2026-11-22T20:40:33.031Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"bd3f70bfab5ffb300593369f176ada7315ca46eb09dba497ec275562cbe967d2"},"summary":"plan-8","type":"plan.frozen"}', '6ebab7c0d2f189d1a32be796cde1bf86270e2dce3829ea893155315a1b411413', 'd2ba475bd36132c79864b9ee37846fb4a448ce855fb5866851b42488382ee885', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 21, '2026-11-22T20:40:33.043Z', '{"actor":{"person":"bo","surface":"console"},"data":{},"summary":"yes","type":"approval.voted"}', 'd2ba475bd36132c79864b9ee37846fb4a448ce855fb5866851b42488382ee885', 'e3bdf53df1840ed3485e6f731bc2204daae33849029375115843ba435f74a8ed', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 22, '2026-11-22T20:40:33.081Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"bd3f70bfab5ffb300593369f176ada7315ca46eb09dba497ec275562cbe967d2","fence":1,"plan":"plan-8","prior":{"open":true},"readAt":"2026-11-22T20:40:33.054Z","run":"run-8","step":"0-gate","target":"h"},"summary":"Shut gate: about to act","type":"action.intended"}', 'e3bdf53df1840ed3485e6f731bc2204daae33849029375115843ba435f74a8ed', '932f5f7e03aefeae1a4b1d31194e782a640f4d0c06adf16bf88b2b8888e9ef30', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 23, '2026-11-22T20:40:33.085Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","applied":{"at":"2026-11-22T20:40:33.082Z","changes":[{"after":"shut","before":"open","field":"door","resource":"gate"}],"written":{}},"attempt":1,"digest":"bd3f70bfab5ffb300593369f176ada7315ca46eb09dba497ec275562cbe967d2","fence":1,"plan":"plan-8","run":"run-8","step":"0-gate","target":"h"},"summary":"Shut gate: applied, 1 changes","type":"action.applied"}', '932f5f7e03aefeae1a4b1d31194e782a640f4d0c06adf16bf88b2b8888e9ef30', '5e5f3c6a5e3927defedb3877a8ee7b4bf48dbf0ffe3fab0619dc803bf80d244d', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 24, '2026-11-22T20:40:33.101Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"bd3f70bfab5ffb300593369f176ada7315ca46eb09dba497ec275562cbe967d2","evidence":[{"asked":"push","kind":"effect","ok":true,"saw":"shut"}],"fence":1,"plan":"plan-8","run":"run-8","step":"0-gate","target":"h"},"summary":"Shut gate: contained","type":"verify.contained"}', '5e5f3c6a5e3927defedb3877a8ee7b4bf48dbf0ffe3fab0619dc803bf80d244d', 'ad71d1fa345325ee6a5f3dac7c665623203d7b23839a34479e9312b4bbf43155', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 25, '2026-11-22T20:40:33.118Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"action":"aws.test.shut-door","attempt":1,"digest":"bd3f70bfab5ffb300593369f176ada7315ca46eb09dba497ec275562cbe967d2","fence":1,"plan":"plan-8","prior":{"open":true},"readAt":"2026-11-22T20:40:33.115Z","run":"run-8","step":"1-roof","target":"h"},"summary":"Shut roof: about to act","type":"action.intended"}', 'ad71d1fa345325ee6a5f3dac7c665623203d7b23839a34479e9312b4bbf43155', '7089c988c6c2917110083191a2f7ef55551bc2c793c29ed2418ee78a3d0885f3', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 26, '2026-11-22T20:40:33.131Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"7035605f9df5c23824fede89d2da421b6f8fecaf115f269e874093e24ac460ed"},"summary":"plan-9","type":"plan.frozen"}', '7089c988c6c2917110083191a2f7ef55551bc2c793c29ed2418ee78a3d0885f3', 'e4fd7dec0671a05c1d3a270b47b57460e2916d49299bd078c8778080fd7b324b', DEFAULT);
INSERT INTO public.event VALUES ('INC-1', 27, '2026-11-22T20:40:33.139Z', '{"actor":{"person":"quell","surface":"quell"},"data":{"digest":"7035605f9df5c23824fede89d2da421b6f8fecaf115f269e874093e24ac460ed"},"summary":"plan-10","type":"plan.frozen"}', 'e4fd7dec0671a05c1d3a270b47b57460e2916d49299bd078c8778080fd7b324b', '5368a50d74d7d6e6ece1f76218115d094c65971f8b57819805e0b73a155a706d', DEFAULT);
INSERT INTO public.event VALUES ('quell', 2, '2026-11-22T20:40:33.144Z', '{"actor":{"person":"quell","surface":"quell"},"data":{},"summary":"INC-2","type":"command.declared"}', '5af1673434cc6c6d1f6662592a76696514207683477c1296799d34afb0e4619a', 'fe982346a0a137ebc2b6db40ab44c09bae085daacb82db91ee74cc1f6b541f4a', DEFAULT);
INSERT INTO public.event VALUES ('INC-2', 1, '2026-11-22T20:40:33.145Z', '{"actor":{"person":"quell","surface":"quell"},"data":{},"summary":"INC-2","type":"command.declared"}', '0000000000000000000000000000000000000000000000000000000000000000', '39d4e3bac705536fa01f5b56713c0781132c774b0c96eaf56f77adaa293b2f7a', DEFAULT);
INSERT INTO public.event VALUES ('INC-2', 2, '2026-11-22T20:40:33.149Z', '{"actor":{"person":"quell","surface":"quell"},"data":{},"summary":"INC-2","type":"command.closed"}', '39d4e3bac705536fa01f5b56713c0781132c774b0c96eaf56f77adaa293b2f7a', 'e49f2e0264817b93c8f9f60620949c490d465450ebd17e993ac21a94b9b055ff', DEFAULT);

--
-- Data for Name: inbound; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.inbound VALUES ('slack:Ev0EXAMPLE1', '2026-11-22 20:40:33.156219+00');

--
-- Data for Name: incident; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.incident VALUES ('INC-1', 't', 1, 'live', 'open', 'ana', '{}', NULL, '2026-11-22 20:40:32.577257+00', NULL);
INSERT INTO public.incident VALUES ('INC-2', 'over', 3, 'live', 'closed', 'bo', '{x}', NULL, '2026-11-22 20:40:33.14353+00', '2026-11-22 20:40:33.147516+00');

--
-- Data for Name: message; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.message VALUES ('slack/INC-1', '{"ts": "1.2", "channel": "C0EXAMPLE1"}', NULL);

--
-- Data for Name: migration; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.migration VALUES (1, '2026-11-22 20:40:32.00965+00');
INSERT INTO public.migration VALUES (2, '2026-11-22 20:40:32.53179+00');

--
-- Data for Name: need; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.need VALUES ('plan-1', 1, 'security', 1);
INSERT INTO public.need VALUES ('plan-1', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-2', 1, 'security', 1);
INSERT INTO public.need VALUES ('plan-2', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-3', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-4', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-5', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-6', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-7', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-7', 1, 'security', 1);
INSERT INTO public.need VALUES ('plan-7', 2, 'security', 2);
INSERT INTO public.need VALUES ('plan-8', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-8', 1, 'security', 1);
INSERT INTO public.need VALUES ('plan-8', 2, 'security', 2);
INSERT INTO public.need VALUES ('plan-9', 0, 'security', 1);
INSERT INTO public.need VALUES ('plan-10', 0, 'security', 1);

--
-- Data for Name: plan; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.plan VALUES ('plan-1', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.5293406893951722","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"front"}],"cloud":"aws","id":"0-front","inputs":{"door":"front","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut front"}],"title":"Stage 0"},{"after":"verified","id":"stage-1","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"back"}],"cloud":"aws","id":"1-back","inputs":{"door":"back","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut back"}],"title":"Stage 1"}],"unplanned":[]}', 'cb48322bfa8ac7f51ce45eff8ff4c47e8bbaf7e4a3260d0970e24781411ef7ba', 'superseded', '2026-11-22 20:40:32.592123+00', '2026-11-22 20:50:32.592123+00', '2026-11-22 21:40:32.592123+00');
INSERT INTO public.plan VALUES ('plan-2', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.5293406893951722","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"front"}],"cloud":"aws","id":"0-front","inputs":{"door":"front","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut front"}],"title":"Stage 0"},{"after":"verified","id":"stage-1","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"back"}],"cloud":"aws","id":"1-back","inputs":{"door":"back","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut back"}],"title":"Stage 1"}],"unplanned":[]}', 'cb48322bfa8ac7f51ce45eff8ff4c47e8bbaf7e4a3260d0970e24781411ef7ba', 'approved', '2026-11-22 20:40:32.611968+00', '2126-10-29 20:40:32.611968+00', '2126-10-29 20:40:32.611968+00');
INSERT INTO public.plan VALUES ('plan-3', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.8272195838309117","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"cellar"}],"cloud":"aws","id":"0-cellar","inputs":{"door":"cellar","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut cellar"}],"title":"Stage 0"}],"unplanned":[]}', 'a4e3adaa33a7ffa7465ee6a2920e2db1db7d1bbc6bdde791e4f95739b60595f3', 'superseded', '2026-11-22 20:40:32.76856+00', '2026-11-22 20:50:32.76856+00', '2026-11-22 21:40:32.76856+00');
INSERT INTO public.plan VALUES ('plan-4', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.8272195838309117","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"cellar"}],"cloud":"aws","id":"0-cellar","inputs":{"door":"cellar","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut cellar"}],"title":"Stage 0"}],"unplanned":[]}', 'a4e3adaa33a7ffa7465ee6a2920e2db1db7d1bbc6bdde791e4f95739b60595f3', 'denied', '2026-11-22 20:40:32.782362+00', '2126-10-29 20:40:32.782362+00', '2126-10-29 20:40:32.782362+00');
INSERT INTO public.plan VALUES ('plan-5', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.6090520395310451","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"pen"}],"cloud":"aws","id":"0-pen","inputs":{"door":"pen","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut pen"}],"title":"Stage 0"}],"unplanned":[]}', '3b24e5dd66baddef82d26698b71c10acaee44d390bf8f23f361b20464ff8346d', 'superseded', '2026-11-22 20:40:32.838688+00', '2026-11-22 20:50:32.838688+00', '2026-11-22 21:40:32.838688+00');
INSERT INTO public.plan VALUES ('plan-6', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.6090520395310451","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"pen"}],"cloud":"aws","id":"0-pen","inputs":{"door":"pen","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut pen"}],"title":"Stage 0"}],"unplanned":[]}', '3b24e5dd66baddef82d26698b71c10acaee44d390bf8f23f361b20464ff8346d', 'approved', '2026-11-22 20:40:32.847398+00', '2126-10-29 20:40:32.847398+00', '2126-10-29 20:40:32.847398+00');
INSERT INTO public.plan VALUES ('plan-7', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.15408366143741725","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"gate"}],"cloud":"aws","id":"0-gate","inputs":{"door":"gate","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut gate"}],"title":"Stage 0"},{"after":"verified","id":"stage-1","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"roof"}],"cloud":"aws","id":"1-roof","inputs":{"door":"roof","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut roof"}],"title":"Stage 1"},{"after":"applied","id":"stage-2","needs":[{"count":2,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"barn"}],"cloud":"aws","id":"2-barn","inputs":{"door":"barn","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut barn"}],"title":"Stage 2"}],"unplanned":[]}', 'bd3f70bfab5ffb300593369f176ada7315ca46eb09dba497ec275562cbe967d2', 'superseded', '2026-11-22 20:40:32.958402+00', '2026-11-22 20:50:32.958402+00', '2026-11-22 21:40:32.958402+00');
INSERT INTO public.plan VALUES ('plan-8', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.15408366143741725","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"gate"}],"cloud":"aws","id":"0-gate","inputs":{"door":"gate","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut gate"}],"title":"Stage 0"},{"after":"verified","id":"stage-1","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"roof"}],"cloud":"aws","id":"1-roof","inputs":{"door":"roof","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut roof"}],"title":"Stage 1"},{"after":"applied","id":"stage-2","needs":[{"count":2,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"barn"}],"cloud":"aws","id":"2-barn","inputs":{"door":"barn","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut barn"}],"title":"Stage 2"}],"unplanned":[]}', 'bd3f70bfab5ffb300593369f176ada7315ca46eb09dba497ec275562cbe967d2', 'pending', '2026-11-22 20:40:33.024755+00', '2126-10-29 20:40:33.024755+00', '2126-10-29 20:40:33.024755+00');
INSERT INTO public.plan VALUES ('plan-9', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.16726083601149466","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"cellar"}],"cloud":"aws","id":"0-cellar","inputs":{"door":"cellar","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut cellar"}],"title":"Stage 0"}],"unplanned":[]}', '7035605f9df5c23824fede89d2da421b6f8fecaf115f269e874093e24ac460ed', 'superseded', '2026-11-22 20:40:33.121932+00', '2026-11-22 20:50:33.121932+00', '2026-11-22 21:40:33.121932+00');
INSERT INTO public.plan VALUES ('plan-10', 'INC-1', 'ana', 'contain', '{"early":false,"incident":"INC-1","inputs":{},"kind":"contain","mode":"live","playbook":{"digest":"","id":"p0.16726083601149466","title":"P"},"reason":"r","requester":"ana","stages":[{"after":"applied","id":"stage-0","needs":[{"count":1,"group":"security"}],"steps":[{"action":"aws.test.shut-door","basis":{"open":true},"changes":[{"after":"shut","before":"open","field":"door","resource":"cellar"}],"cloud":"aws","id":"0-cellar","inputs":{"door":"cellar","house":"h"},"notStopped":[],"residual":[],"reversible":"full","safeReleaseAfterSeconds":0,"target":"h","title":"Shut cellar"}],"title":"Stage 0"}],"unplanned":[]}', '7035605f9df5c23824fede89d2da421b6f8fecaf115f269e874093e24ac460ed', 'pending', '2026-11-22 20:40:33.135043+00', '2126-10-29 20:40:33.135043+00', '2126-10-29 20:40:33.135043+00');

--
-- Data for Name: receipt; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.receipt VALUES ('run-2', '0-front', '{"prior": {"open": true}, "readAt": "2026-11-22T20:40:32.677Z"}', '2026-11-22 20:40:32.683197+00', 5);
INSERT INTO public.receipt VALUES ('run-2', '1-back', '{"prior": {"open": true}, "readAt": "2026-11-22T20:40:32.723Z"}', '2026-11-22 20:40:32.724798+00', 8);
INSERT INTO public.receipt VALUES ('run-6', '0-pen', '{"prior": {"open": true}, "readAt": "2026-11-22T20:40:32.872Z"}', '2026-11-22 20:40:32.874113+00', 17);
INSERT INTO public.receipt VALUES ('run-8', '0-gate', '{"prior": {"open": true}, "readAt": "2026-11-22T20:40:33.054Z"}', '2026-11-22 20:40:33.079384+00', 22);
INSERT INTO public.receipt VALUES ('run-8', '1-roof', '{"prior": {"open": true}, "readAt": "2026-11-22T20:40:33.115Z"}', '2026-11-22 20:40:33.116595+00', 25);

--
-- Data for Name: run; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.run VALUES ('run-1', 'plan-1', 'INC-1', 'cb48322bfa8ac7f51ce45eff8ff4c47e8bbaf7e4a3260d0970e24781411ef7ba', 'contain', 'cancelled', '{applied,verified}', '2026-11-22 20:40:32.592123+00', NULL, '2026-11-22 20:40:32.611968+00');
INSERT INTO public.run VALUES ('run-2', 'plan-2', 'INC-1', 'cb48322bfa8ac7f51ce45eff8ff4c47e8bbaf7e4a3260d0970e24781411ef7ba', 'contain', 'contained', '{applied,verified}', '2026-11-22 20:40:32.611968+00', NULL, '2026-11-22 20:40:32.74472+00');
INSERT INTO public.run VALUES ('run-3', 'plan-3', 'INC-1', 'a4e3adaa33a7ffa7465ee6a2920e2db1db7d1bbc6bdde791e4f95739b60595f3', 'contain', 'cancelled', '{applied}', '2026-11-22 20:40:32.76856+00', NULL, '2026-11-22 20:40:32.782362+00');
INSERT INTO public.run VALUES ('run-4', 'plan-4', 'INC-1', 'a4e3adaa33a7ffa7465ee6a2920e2db1db7d1bbc6bdde791e4f95739b60595f3', 'contain', 'cancelled', '{applied}', '2026-11-22 20:40:32.782362+00', NULL, '2026-11-22 20:40:32.829845+00');
INSERT INTO public.run VALUES ('run-5', 'plan-5', 'INC-1', '3b24e5dd66baddef82d26698b71c10acaee44d390bf8f23f361b20464ff8346d', 'contain', 'cancelled', '{applied}', '2026-11-22 20:40:32.838688+00', NULL, '2026-11-22 20:40:32.847398+00');
INSERT INTO public.run VALUES ('run-6', 'plan-6', 'INC-1', '3b24e5dd66baddef82d26698b71c10acaee44d390bf8f23f361b20464ff8346d', 'contain', 'running', '{applied}', '2026-11-22 20:40:32.847398+00', NULL, NULL);
INSERT INTO public.run VALUES ('run-7', 'plan-7', 'INC-1', 'bd3f70bfab5ffb300593369f176ada7315ca46eb09dba497ec275562cbe967d2', 'contain', 'cancelled', '{applied,verified,applied}', '2026-11-22 20:40:32.958402+00', NULL, '2026-11-22 20:40:33.024755+00');
INSERT INTO public.run VALUES ('run-8', 'plan-8', 'INC-1', 'bd3f70bfab5ffb300593369f176ada7315ca46eb09dba497ec275562cbe967d2', 'contain', 'running', '{applied,verified,applied}', '2026-11-22 20:40:33.024755+00', NULL, NULL);
INSERT INTO public.run VALUES ('run-9', 'plan-9', 'INC-1', '7035605f9df5c23824fede89d2da421b6f8fecaf115f269e874093e24ac460ed', 'contain', 'cancelled', '{applied}', '2026-11-22 20:40:33.121932+00', NULL, '2026-11-22 20:40:33.135043+00');
INSERT INTO public.run VALUES ('run-10', 'plan-10', 'INC-1', '7035605f9df5c23824fede89d2da421b6f8fecaf115f269e874093e24ac460ed', 'contain', 'running', '{applied}', '2026-11-22 20:40:33.135043+00', NULL, NULL);

--
-- Data for Name: step; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.step VALUES ('run-1', '0-front', 0, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'h', 0, false, NULL, 'fe6e65b9674d83ce3726c99846312e6527e2fd85b4bc5b3d83da8402c4f1a67f');
INSERT INTO public.step VALUES ('run-1', '1-back', 1, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'h', 0, false, NULL, '9f35b4990140f77f4f244cf1b8e64a690c497c628a9cc6da5641ba248b450474');
INSERT INTO public.step VALUES ('run-2', '0-front', 0, 'aws', 0, 'verified', 1, 1, NULL, NULL, NULL, '2026-11-22 20:40:32.683197+00', '2026-11-22 20:41:32.698615+00', NULL, '[{"ok": true, "saw": "shut", "kind": "effect", "asked": "push"}]', '2026-11-22 20:40:32.698615+00', '2026-11-22 20:40:32.7112+00', 'h', 0, false, NULL, 'fe6e65b9674d83ce3726c99846312e6527e2fd85b4bc5b3d83da8402c4f1a67f');
INSERT INTO public.step VALUES ('run-2', '1-back', 1, 'aws', 0, 'verified', 1, 1, NULL, NULL, NULL, '2026-11-22 20:40:32.724798+00', '2026-11-22 20:41:32.740315+00', NULL, '[{"ok": true, "saw": "shut", "kind": "effect", "asked": "push"}]', '2026-11-22 20:40:32.740315+00', '2026-11-22 20:40:32.74472+00', 'h', 0, false, NULL, '9f35b4990140f77f4f244cf1b8e64a690c497c628a9cc6da5641ba248b450474');
INSERT INTO public.step VALUES ('run-3', '0-cellar', 0, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'h', 0, false, NULL, '1c29d1272a54800402513bc85caa49504b7e1bc539103bfbe09ae622888f1454');
INSERT INTO public.step VALUES ('run-4', '0-cellar', 0, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'h', 0, false, NULL, '1c29d1272a54800402513bc85caa49504b7e1bc539103bfbe09ae622888f1454');
INSERT INTO public.step VALUES ('run-5', '0-pen', 0, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'h', 0, false, NULL, '3d924368178f1d8d5a8db9e7577ec8a7d548267c2405a2dcbd38011b5503cfe8');
INSERT INTO public.step VALUES ('run-6', '0-pen', 0, 'aws', 0, 'applied', 1, 1, NULL, NULL, '2026-11-22 20:40:33.18233+00', '2026-11-22 20:40:32.874113+00', '2026-11-22 20:41:32.877162+00', NULL, '[{"ok": false, "saw": "open", "kind": "effect", "asked": "push"}]', '2026-11-22 20:40:32.877162+00', NULL, 'h', 0, false, NULL, '3d924368178f1d8d5a8db9e7577ec8a7d548267c2405a2dcbd38011b5503cfe8');
INSERT INTO public.step VALUES ('run-7', '0-gate', 0, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'h', 0, false, NULL, '7d434f92979fcf3064db518d190da9e86fee868d5324735c8c3d81a4db90fa5e');
INSERT INTO public.step VALUES ('run-7', '1-roof', 1, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'h', 0, false, NULL, '3b3c4093f91c51811da71ead806cc51665c4f5d04c4fb9a3d626413beb64e976');
INSERT INTO public.step VALUES ('run-7', '2-barn', 2, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'h', 0, false, NULL, 'e1034e052fbf6c2abfa12cccfa772c0f95d1bef4677e253f1c7a7fb324c6e092');
INSERT INTO public.step VALUES ('run-8', '2-barn', 2, 'aws', 0, 'waiting', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'h', 0, false, NULL, 'e1034e052fbf6c2abfa12cccfa772c0f95d1bef4677e253f1c7a7fb324c6e092');
INSERT INTO public.step VALUES ('run-8', '0-gate', 0, 'aws', 0, 'verified', 1, 1, NULL, NULL, NULL, '2026-11-22 20:40:33.079384+00', '2026-11-22 20:41:33.082781+00', NULL, '[{"ok": true, "saw": "shut", "kind": "effect", "asked": "push"}]', '2026-11-22 20:40:33.082781+00', '2026-11-22 20:40:33.100101+00', 'h', 0, false, NULL, '7d434f92979fcf3064db518d190da9e86fee868d5324735c8c3d81a4db90fa5e');
INSERT INTO public.step VALUES ('run-8', '1-roof', 1, 'aws', 0, 'running', 1, 1, '2026-11-22 20:40:45.115455+00', 'w1 971c5c85-6495-4466-9535-13b58fdfc76e', '2026-11-22 20:40:45.115455+00', '2026-11-22 20:40:33.116595+00', NULL, NULL, NULL, NULL, NULL, 'h', 1, false, NULL, '3b3c4093f91c51811da71ead806cc51665c4f5d04c4fb9a3d626413beb64e976');
INSERT INTO public.step VALUES ('run-9', '0-cellar', 0, 'aws', 0, 'cancelled', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'h', 0, false, NULL, '1c29d1272a54800402513bc85caa49504b7e1bc539103bfbe09ae622888f1454');
INSERT INTO public.step VALUES ('run-10', '0-cellar', 0, 'aws', 0, 'waiting', 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'h', 0, false, NULL, '1c29d1272a54800402513bc85caa49504b7e1bc539103bfbe09ae622888f1454');

--
-- Data for Name: stream; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.stream VALUES ('INC-1', 27, '5368a50d74d7d6e6ece1f76218115d094c65971f8b57819805e0b73a155a706d');
INSERT INTO public.stream VALUES ('quell', 2, 'fe982346a0a137ebc2b6db40ab44c09bae085daacb82db91ee74cc1f6b541f4a');
INSERT INTO public.stream VALUES ('INC-2', 2, 'e49f2e0264817b93c8f9f60620949c490d465450ebd17e993ac21a94b9b055ff');

--
-- Data for Name: vote; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.vote VALUES ('plan-2', 'cb48322bfa8ac7f51ce45eff8ff4c47e8bbaf7e4a3260d0970e24781411ef7ba', 'bo', 'approve', '{security}', 'console', 'test', NULL, '2026-11-22 20:40:32.651302+00');
INSERT INTO public.vote VALUES ('plan-4', 'a4e3adaa33a7ffa7465ee6a2920e2db1db7d1bbc6bdde791e4f95739b60595f3', 'cy', 'deny', '{security}', 'console', 'test', 'not that one', '2026-11-22 20:40:32.829956+00');
INSERT INTO public.vote VALUES ('plan-6', '3b24e5dd66baddef82d26698b71c10acaee44d390bf8f23f361b20464ff8346d', 'bo', 'approve', '{security}', 'console', 'test', NULL, '2026-11-22 20:40:32.863457+00');
INSERT INTO public.vote VALUES ('plan-8', 'bd3f70bfab5ffb300593369f176ada7315ca46eb09dba497ec275562cbe967d2', 'bo', 'approve', '{security}', 'console', 'test', NULL, '2026-11-22 20:40:33.03865+00');

--
-- Name: applied applied_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.applied
    ADD CONSTRAINT applied_pkey PRIMARY KEY (run, step);

--
-- Name: counter counter_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.counter
    ADD CONSTRAINT counter_pkey PRIMARY KEY (name);

--
-- Name: event event_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (stream, seq);

--
-- Name: inbound inbound_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inbound
    ADD CONSTRAINT inbound_pkey PRIMARY KEY (key);

--
-- Name: incident incident_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_pkey PRIMARY KEY (id);

--
-- Name: message message_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (key);

--
-- Name: migration migration_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (id);

--
-- Name: need need_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.need
    ADD CONSTRAINT need_pkey PRIMARY KEY (plan, stage, grp);

--
-- Name: plan plan_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_pkey PRIMARY KEY (id);

--
-- Name: receipt receipt_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (run, step);

--
-- Name: run run_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);

--
-- Name: run run_plan_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_plan_key UNIQUE (plan);

--
-- Name: step step_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.step
    ADD CONSTRAINT step_pkey PRIMARY KEY (run, id);

--
-- Name: stream stream_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stream
    ADD CONSTRAINT stream_pkey PRIMARY KEY (name);

--
-- Name: vote vote_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_pkey PRIMARY KEY (plan, person);

--
-- Name: event_told; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX event_told ON public.event USING btree (stream, seq) WHERE (NOT of_step);

--
-- Name: incident_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX incident_order ON public.incident USING btree (status DESC, severity, declared_at DESC);

--
-- Name: incident_place; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX incident_place ON public.incident USING btree (((place ->> 'channel'::text)), ((place ->> 'thread'::text)));

--
-- Name: plan_digest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX plan_digest ON public.plan USING btree (digest COLLATE "C");

--
-- Name: plan_incident; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX plan_incident ON public.plan USING btree (incident);

--
-- Name: plan_pending; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX plan_pending ON public.plan USING btree (approve_by) WHERE (status = 'pending'::text);

--
-- Name: run_incident; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX run_incident ON public.run USING btree (incident);

--
-- Name: run_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX run_open ON public.run USING btree (plan) WHERE (state = 'running'::text);

--
-- Name: step_crowded; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX step_crowded ON public.step USING btree (lane, target, priority, due_at) WHERE crowded;

--
-- Name: step_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX step_due ON public.step USING btree (due_at) WHERE (state = ANY (ARRAY['due'::text, 'running'::text, 'applied'::text]));

--
-- Name: step_held; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX step_held ON public.step USING btree (lane, target) WHERE (lease_owner IS NOT NULL);

--
-- Name: step_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX step_open ON public.step USING btree (run, lane, stage, state) WHERE (state = ANY (ARRAY['waiting'::text, 'due'::text, 'running'::text, 'applied'::text]));

--
-- Name: step_thing; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX step_thing ON public.step USING btree (thing) WHERE (intent_at IS NOT NULL);

--
-- Name: event event_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_append_only BEFORE DELETE OR UPDATE ON public.event FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

--
-- Name: event event_no_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON public.event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();

--
-- Name: receipt receipt_append_only; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER receipt_append_only BEFORE DELETE OR UPDATE ON public.receipt FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

--
-- Name: applied applied_run_step_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.applied
    ADD CONSTRAINT applied_run_step_fkey FOREIGN KEY (run, step) REFERENCES public.receipt(run, step);

--
-- Name: need need_plan_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.need
    ADD CONSTRAINT need_plan_fkey FOREIGN KEY (plan) REFERENCES public.plan(id);

--
-- Name: plan plan_incident_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_incident_fkey FOREIGN KEY (incident) REFERENCES public.incident(id);

--
-- Name: receipt receipt_run_step_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.receipt
    ADD CONSTRAINT receipt_run_step_fkey FOREIGN KEY (run, step) REFERENCES public.step(run, id);

--
-- Name: run run_incident_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_incident_fkey FOREIGN KEY (incident) REFERENCES public.incident(id);

--
-- Name: run run_plan_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_plan_fkey FOREIGN KEY (plan) REFERENCES public.plan(id);

--
-- Name: step step_run_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.step
    ADD CONSTRAINT step_run_fkey FOREIGN KEY (run) REFERENCES public.run(id);

--
-- Name: vote vote_plan_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.vote
    ADD CONSTRAINT vote_plan_fkey FOREIGN KEY (plan) REFERENCES public.plan(id);

--
-- PostgreSQL database dump complete
--
