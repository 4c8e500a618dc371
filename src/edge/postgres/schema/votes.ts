/** One vote as one statement, with what it makes possible. */
export const VOTES = `
create function cast_vote(p text, d text, who text, said text, grps text[], surf text, auth text, why text, s text, e text)
returns jsonb language plpgsql as $$
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

-- A mark that a crash of the server forgets was followed by nothing that it did not forget too.
create function seen_before(k text) returns boolean language plpgsql as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  insert into inbound (key) values (k) on conflict do nothing;
  return not found;
end $$;
`;
