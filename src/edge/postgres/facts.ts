/** What a server says of itself, in one answer. */
export interface Facts {
  version: string;
  /** 180004 for 18.4. */
  number: string;
  encoding: string;
  standby: boolean;
  readonly: string;
  fsync: string;
  full_page_writes: string;
  synchronous_commit: string;
  /** This user may make tables, and a schema for the queue. */
  maycreate: boolean;
  /** Connections that users may have. */
  limit: number;
  taken: number;
  /** Of those, Quell's. */
  quell: number;
  /** Ms since 1970. */
  clock: number;
  /** There is a record here already. */
  known: boolean;
}

/** What a database with a record says of it. */
export interface FactsOfRecord {
  /** Newest step of the schema. */
  schema: number;
  /** Triggers that guard the record, with `D` for one that is turned off. */
  guards: Record<string, string>;
}

const setting = (name: string) => `current_setting('${name}') as ${name}`;

export const FACTS = `
  select ${['fsync', 'full_page_writes', 'synchronous_commit'].map(setting).join(', ')},
    current_setting('server_version') as version,
    current_setting('server_version_num') as number,
    current_setting('server_encoding') as encoding,
    current_setting('default_transaction_read_only') as readonly,
    pg_is_in_recovery() as standby,
    has_schema_privilege('public', 'create') and has_database_privilege(current_database(), 'create') as maycreate,
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as limit,
    (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as taken,
    (select count(*)::int from pg_stat_activity where application_name like 'quell%' and application_name <> 'quell-doctor') as quell,
    (extract(epoch from clock_timestamp()) * 1000)::float8 as clock,
    to_regclass('public.migration') is not null and to_regclass('public.event') is not null as known`;

/** Asked where there is a record. */
export const FACTS_OF_RECORD = `
  select (select max(id) from public.migration) as schema,
    coalesce((select json_object_agg(tgname, tgenabled) from pg_trigger
      where not tgisinternal and tgrelid in ('public.event'::regclass, 'public.receipt'::regclass)), '{}') as guards`;
