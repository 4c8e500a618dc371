/** One vote as one statement, with what it makes possible. */
export const VOTES = `
-- Whether each of these rights is lent to this person at this moment. Locked, so that a lending ends before a vote or after
-- it, and never in between; each statement sees what was committed while the one before it waited.
create or replace function still_lent(who text, thr jsonb) returns boolean language plpgsql as $$
begin
  if thr is null then return true; end if;
  perform from delegation where borrower = who and ended_at is null for share;
  return not exists (
    select from jsonb_each_text(thr) t where not exists (
      select from delegation where borrower = who and lender = t.value and t.key = any (groups)
        and ended_at is null and until > clock_timestamp()));
end $$;

-- Says that a plan is approved, once all of its stages are.
create or replace function carry(r text) returns void language sql as $$
  update plan set status = 'approved' from run
  where run.id = r and plan.id = run.plan and plan.status = 'pending'
    and (select bool_and(stage_approved(plan.id, n)) from generate_series(0, cardinality(run.afters) - 1) n)
$$;

-- A vote is given once. What may be added to one's own: a sign-in that was made for it, and, to an approval that others do
-- not join, the breaking of the glass.
create or replace function cast_vote(p text, d text, who text, said text, grps text[], surf text, auth text, why text, s text, e text,
  thr jsonb default null, sec text default null, prf jsonb default null)
returns jsonb language plpgsql as $$
declare
  v record;
  mine vote%rowtype;
  before vote%rowtype;
  proves boolean;
  breaks boolean;
  became text;
  begun jsonb := '[]';
begin
  perform hold(s);
  mine := row(p, d, who, said, grps, surf, auth, why, clock_timestamp(), thr, sec, prf);
  select plan.status = 'pending' and mine.at <= plan.approve_by and plan.digest = d
    and (prf is null or prf->>'digest' = d) as open, run.id as run into v
    from plan join run on run.plan = plan.id where plan.id = p and plan.incident = s;
  select * into before from vote where plan = p and person = who;
  proves := prf is not null and before.proof is null and before.decision = said and said <> 'deny';
  breaks := before.decision = 'approve' and breaks_glass(mine);
  if before.person is not null and (proves or breaks) is not true then became := 'again';
  elsif v.open is not true then became := 'late';
  elsif not still_lent(who, thr) then became := 'lapsed';
  else
    became := 'counted';
    if proves then
      -- with the rights of this moment: a right that was taken away since the press is not proven into force
      update vote set proof = prf, groups = grps, through = thr where plan = p and person = who;
    else
      if breaks then delete from vote where plan = p and person = who; end if;
      insert into vote select mine.*;
    end if;
    if said = 'deny' then
      update plan set status = 'denied' where id = p;
      update step set state = 'cancelled' where run = v.run and state = 'waiting';
    else
      perform carry(v.run);
    end if;
    insert into review (plan, incident, person, due_by)
      select p, s, who, now() + make_interval(secs => coalesce(plan.review_seconds, 86400))
      from plan join vote on vote.plan = plan.id and vote.person = who
      where plan.id = p and vote.decision = 'break-glass' and breaks_glass(vote) on conflict do nothing;
    begun := advance_run(v.run);
    perform append_event(s, e);
  end if;
  return jsonb_build_object('outcome', became, 'due', begun, 'status', (select status from plan where id = p),
    'votes', (select coalesce(jsonb_agg(to_jsonb(vote) order by at), '[]') from vote where plan = p));
end $$;

-- A mark that a crash of the server forgets was followed by nothing that it did not forget too.
create or replace function seen_before(k text) returns boolean language plpgsql as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  insert into inbound (key) values (k) on conflict do nothing;
  return not found;
end $$;
`;
