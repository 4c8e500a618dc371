/** The one place that says when a stage is approved: by the votes that stand in the record, and by nothing else. */
export const GATE = `
-- Whether this vote carries its plan out alone: by somebody who may, who said why and why nobody else could decide, and who
-- signed in for it where any part of the plan asks for that. A lent right breaks no glass.
create or replace function breaks_glass(v vote) returns boolean language sql stable as $$
  select exists (
    select from plan join incident on incident.id = plan.incident
    where plan.id = v.plan and v.decision = 'break-glass' and v.digest = plan.digest and v.at <= plan.approve_by
      and plan.break_glass = any (v.groups) and not coalesce(v.through ? plan.break_glass, false)
      and v.person <> all (incident.suspects)
      and btrim(coalesce(v.reason, '')) <> '' and btrim(coalesce(v.second, '')) <> ''
      and (v.proof->>'digest' = plan.digest or not exists (select from need where need.plan = plan.id and need.fresh)))
$$;

-- A stage that names nobody is approved by nobody. What is counted are rights and not hands: of a person and all to whom
-- that person lent the same right, one counts. The clock is the wall's: a transaction that had to wait has no older time.
create or replace function stage_approved(p text, s integer) returns boolean language sql stable as $$
  select coalesce((
    select plan.status in ('pending', 'approved')
      and clock_timestamp() <= plan.execute_by
      and exists (select from need where need.plan = plan.id and need.stage = s)
      and not exists (select from vote v where v.plan = plan.id and v.decision = 'deny')
      and (not exists (
        select from need
        where need.plan = plan.id and need.stage = s and need.count > (
          select count(distinct held.by_right_of) from vote v cross join lateral (
            select coalesce(v.through->>g.grp, v.person) as by_right_of
            from (
              select need.grp
              union all
              select t->>'group' from jsonb_array_elements(need.tiers) t
              where v.at >= plan.created_at + make_interval(secs => (t->>'afterSeconds')::float8)) g
            where g.grp = any (v.groups) and (v.through->>g.grp is null
              or v.through->>g.grp <> plan.requester and v.through->>g.grp <> all (incident.suspects)
                and not exists (select from vote l where l.plan = plan.id and l.person = v.through->>g.grp))
            -- a right of one's own before a lent one
            order by v.through->>g.grp nulls first limit 1) held
          where v.plan = plan.id and v.digest = plan.digest and v.decision = 'approve' and v.at <= plan.approve_by
            and v.person <> plan.requester and v.person <> all (incident.suspects)
            and (not need.fresh or v.proof->>'digest' = plan.digest)))
        or plan.break_glass is not null and exists (
          select from vote v where v.plan = plan.id and v.decision = 'break-glass' and breaks_glass(v)))
    from plan join incident on incident.id = plan.incident where plan.id = p), false)
$$;

-- Whether what this step of a release would put back was contained once more since the release was frozen, in whichever
-- incident: its approvers knew nothing of that.
create or replace function overtaken(r text, i text) returns boolean language sql stable as $$
  select exists (
    select from step mine
      join run on run.id = mine.run and run.kind = 'release'
      join plan on plan.id = run.plan
      join incident on incident.id = run.incident
      join step later on later.thing = mine.thing and later.fence > 0 and later.intent_at > plan.created_at
      join run taking on taking.id = later.run and taking.kind = 'contain'
      join incident other on other.id = taking.incident and other.mode = incident.mode
    where mine.run = r and mine.id = i and mine.thing <> '')
$$;
`;
