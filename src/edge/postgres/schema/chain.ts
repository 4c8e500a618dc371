/**
 * The hash chains of events. Whoever writes about an incident holds its stream first (`hold`): one lock an incident, always the
 * first one, so that nobody waits in a circle and decisions come one after the other.
 */
export const CHAIN = `
create or replace function hold(s text) returns void language plpgsql as $$
begin
  perform from stream where name = s for update;
  if not found then
    insert into stream (name, seq, hash) values (s, 0, repeat('0', 64)) on conflict do nothing;
    perform from stream where name = s for update;
  end if;
end $$;

-- Appends to a stream that is held, and tells nobody.
create or replace function append_to(head stream, b text) returns void language plpgsql as $$
declare
  t text := to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
  x text := encode(sha256(convert_to(concat_ws(E'\\n', head.hash, head.name, head.seq + 1, t, b), 'UTF8')), 'hex');
begin
  insert into event (stream, seq, at, body, prev, hash) values (head.name, head.seq + 1, t, b, head.hash, x);
  update stream set seq = head.seq + 1, hash = x where name = head.name;
end $$;

create or replace function append_event(s text, b text) returns void language plpgsql as $$
declare
  head stream%rowtype;
begin
  perform hold(s);
  select * into head from stream where name = s;
  perform append_to(head, b);
  perform pg_notify('quell', s);
end $$;
`;
