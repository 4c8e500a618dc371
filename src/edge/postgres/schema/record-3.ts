/** What schema 3 added: votes that carry a proof or a lent right, tiers, broken glass with its review, and what waits. */
export const RECORD_3 = `
alter table need
  -- only votes with a sign-in that was made for this plan count
  add column fresh boolean not null default false,
  -- who may answer too, and from when: [{"group": "...", "afterSeconds": 600}]
  add column tiers jsonb not null default '[]';
alter table plan
  -- members of this group may carry it out without its quorum, and how long afterwards that is to be reviewed
  add column break_glass text,
  add column review_seconds integer,
  -- when time next makes something due while it waits for votes
  add column remind_at timestamptz;
update plan set remind_at = created_at + (approve_by - created_at) / 2 where status = 'pending';
create index plan_remind on plan (remind_at) where status = 'pending';

alter table vote
  -- whose place was taken, by group, where the right was lent
  add column through jsonb,
  add column second text,
  add column proof jsonb,
  drop constraint vote_decision_check,
  add constraint vote_decision_check check (decision in ('approve', 'deny', 'break-glass')),
  add constraint vote_two_reasons check (
    decision <> 'break-glass' or (btrim(coalesce(reason, '')) <> '' and btrim(coalesce(second, '')) <> ''));

create table reminder (
  plan text not null references plan,
  what text not null,
  at timestamptz not null default now(),
  primary key (plan, what)
);

create table delegation (
  id text primary key,
  lender text not null,
  borrower text not null check (borrower <> lender),
  groups text[] not null check (cardinality(groups) > 0),
  until timestamptz not null,
  reason text,
  at timestamptz not null default now(),
  ended_at timestamptz
);
create index delegation_open on delegation (until) where ended_at is null;

create table review (
  plan text primary key references plan,
  incident text not null references incident,
  person text not null,
  opened_at timestamptz not null default now(),
  due_by timestamptz not null,
  closed_by text check (closed_by <> person),
  verdict text check (verdict in ('justified', 'not-justified')),
  note text,
  closed_at timestamptz,
  check (num_nulls(closed_by, verdict, note, closed_at) in (0, 4))
);
create index review_open on review (incident) where closed_at is null;

-- channels that were made for one incident
create index message_room on message ((ref->>'channel')) where key like 'room:%';
-- a step that a person sent back to work has no intent, and yet may have acted: a fence is never taken back
drop index step_thing;
create index step_thing on step (thing) where fence > 0;

-- functions are made anew (schema.ts); one with other arguments would stand beside the one that it replaces
drop function if exists cast_vote(text, text, text, text, text[], text, text, text, text, text);
drop function if exists write_steps(jsonb);
drop function if exists step_later(text, text, text, double precision, jsonb, jsonb, text, text);
drop function if exists step_end(text, text, text, text, jsonb, jsonb, text, text);
`;
