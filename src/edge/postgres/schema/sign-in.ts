/** Fresh sign-ins for one decision, sign-ins under way, whose account is whose, and keys that people carry. */
export const SIGN_IN = `
-- A link that serves one person once, for one digest. The token itself is known to that person alone.
create table step_up (
  ref text primary key check (ref ~ '^[0-9a-f]{64}$'),
  plan text not null references plan,
  digest text not null,
  incident text not null,
  person text not null,
  principal jsonb not null,
  decision text not null check (decision in ('approve', 'break-glass')),
  reason text,
  second text,
  state text not null default 'open' check (state in ('open', 'started', 'used', 'burned')),
  -- SHA-256 of the cookie of the browser that started it.
  browser text,
  proof jsonb,
  at timestamptz not null default now(),
  until timestamptz not null,
  check (state in ('open', 'burned') or browser is not null),
  check (state <> 'used' or proof is not null)
);
create index step_up_until on step_up (until);

-- Sign-ins that an identity provider was asked for. Taking one ends it.
create table sign_in (
  state text primary key check (state ~ '^[0-9a-f]{64}$'),
  browser text not null,
  purpose text not null check (purpose in ('session', 'step-up', 'link', 'enrol', 'passkey', 'enrolled')),
  ref text not null,
  kept jsonb not null,
  until timestamptz not null
);
create index sign_in_until on sign_in (until);

-- Asked for in a chat, signed in for in a browser, typed back in the same chat.
create table link_ask (
  ref text primary key check (ref ~ '^[0-9a-f]{64}$'),
  surface text not null,
  tenant text not null,
  account text not null,
  -- Once somebody signed in: SHA-256 of the code, with who it was.
  code text,
  issuer text,
  subject text,
  wrong integer not null default 0,
  state text not null default 'open' check (state in ('open', 'shown', 'used', 'burned')),
  until timestamptz not null
);
create index link_ask_until on link_ask (until);
create index link_ask_account on link_ask (surface, tenant, account);

-- Whose account is whose. One that ended still says whose identity it was: nobody else can take that.
create table link (
  surface text not null,
  tenant text not null,
  account text not null,
  issuer text not null,
  subject text not null,
  person text not null,
  at timestamptz not null default now(),
  ended_at timestamptz
);
create unique index link_account on link (surface, tenant, account) where ended_at is null;
create index link_identity on link (issuer, subject);

-- A key that was removed stays, so that it is nobody's again.
create table passkey (
  id text primary key,
  person text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  at timestamptz not null default now(),
  used_at timestamptz,
  removed_at timestamptz
);
create index passkey_person on passkey (person);
`;

/** For whoever runs the record: ends every key of a person, and says so in the audit. */
export const PASSKEYS = `
create or replace function end_passkeys(who text) returns setof text language plpgsql as $$
declare
  k text;
begin
  for k in update passkey set removed_at = now() where person = who and removed_at is null returning id loop
    perform append_event('quell', format(
      '{"actor":{"person":"quell","surface":"quell"},"data":{"by":%s,"passkey":%s,"person":%s},"summary":%s,"type":"command.passkey-removed"}',
      to_json(session_user::text), to_json(k), to_json(who),
      to_json(format('A passkey of %s was removed in the database, by its account %s', who, session_user))));
    return next k;
  end loop;
end $$;
`;
