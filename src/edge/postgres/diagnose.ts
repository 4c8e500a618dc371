import type { Check } from '../../domain/action.ts';
import type { Facts, FactsOfRecord } from './facts.ts';
import { MIGRATIONS } from './schema.ts';

/** Oldest major version that still gets security fixes from its makers. */
const OLDEST = 15;
/** Connections that one process takes at most: a pool of 10, two that last, and the queue's where it lives here too. */
const CONNECTIONS = 21;
/** Ms that the clocks of database and process may differ: cards and timeline show both. */
const CLOCKS_MS = 5000;

/** What keeps events and receipts from being changed, and how to make it again. */
const GUARDS = {
  event_append_only: 'before update or delete on event for each row',
  event_no_truncate: 'before truncate on event',
  receipt_append_only: 'before update or delete on receipt for each row',
} as const;

/**
 * What the facts come to, line by line; `what` is empty where a line speaks of the server as a whole.
 * @param record Undefined for a database without a record.
 * @param skewMs How far the server's clock is ahead of this machine's.
 */
export function diagnose(facts: Facts, record: FactsOfRecord | undefined, skewMs: number): Check[] {
  return [server(facts), schema(record?.schema), ...guards(record?.guards), room(facts), clocks(skewMs)];
}

const bad = (what: string, saw: string, fix: string): Check => ({ ok: false, what, saw, fix });

function server(f: Facts): Check {
  const version = `version ${f.version}`;
  if (Number(f.number) < OLDEST * 10_000)
    return bad(
      '',
      `${version}, which its makers do not mend any more`,
      `Move to PostgreSQL ${OLDEST} or newer; 18 is what Quell is tried on.`,
    );
  if (f.standby) return bad('', `${version}, a standby that takes no writes`, 'Point DATABASE_URL at the primary.');
  if (f.readonly === 'on')
    return bad(
      '',
      `${version}, which takes no writes from this user`,
      'Set default_transaction_read_only to off for user and database.',
    );
  if (f.encoding !== 'UTF8')
    return bad(
      '',
      `${version}, with the encoding ${f.encoding}`,
      'Create the database with `encoding UTF8 template template0`.',
    );
  if (!f.maycreate)
    return bad(
      '',
      `${version}, where this user may not create tables`,
      'Make the user of DATABASE_URL the owner of the database.',
    );
  const loose = (['fsync', 'full_page_writes', 'synchronous_commit'] as const).filter((name) => f[name] === 'off');
  if (loose.length > 0)
    return bad(
      '',
      `${version}, which may forget what it has confirmed (${loose.join(', ')} off)`,
      `Set ${loose.join(', ')} to on: an approval must outlive a power cut.`,
    );
  return { ok: true, what: '', saw: version };
}

function schema(found: number | undefined): Check {
  const newest = MIGRATIONS.at(-1)!.id;
  if (found === undefined) return { ok: true, what: 'schema', saw: `none yet; the first start makes schema ${newest}` };
  if (found > newest)
    return bad(
      'schema',
      `${found}, and this Quell knows ${newest}`,
      'Run the Quell version that the database belongs to, or a newer one.',
    );
  if (found < newest) return { ok: true, what: 'schema', saw: `${found}; the next start makes it ${newest}` };
  return { ok: true, what: 'schema', saw: `${found}, the newest` };
}

/** @param found Triggers that stand, with `D` for one that is turned off */
function guards(found: Record<string, string> | undefined): Check[] {
  if (!found) return [];
  const what = 'append-only';
  const gone = Object.entries(GUARDS).filter(([name]) => !found[name] || found[name] === 'D');
  if (gone.length === 0) return [{ ok: true, what, saw: 'events and receipts cannot be changed' }];
  return gone.map(([name, when]) => {
    const again = found[name]
      ? `alter table ${name.split('_')[0]} enable trigger ${name};`
      : `create trigger ${name} ${when} execute function refuse_change();`;
    const fix = `Run \`quell audit\` to see whether anything was changed, find out who did this, and then run: ${again}`;
    return bad(what, `the trigger ${name} is ${found[name] ? 'turned off' : 'gone'}, so history can be rewritten`, fix);
  });
}

function room(f: Facts): Check {
  const free = f.limit - f.taken;
  const saw = `${f.taken} of ${f.limit} taken, ${f.quell} by Quell`;
  if (free >= CONNECTIONS) return { ok: true, what: 'connections', saw };
  const fix = `Raise max_connections: each process of Quell takes up to ${CONNECTIONS}.`;
  return bad('connections', `${saw}: no room for one more process`, fix);
}

function clocks(ms: number): Check {
  const off = `${Math.abs(ms / 1000).toFixed(1)} s ${ms < 0 ? 'behind' : 'ahead of'} this machine`;
  if (Math.abs(ms) <= CLOCKS_MS) return { ok: true, what: 'clock', saw: 'agrees with this machine' };
  return bad('clock', off, 'Let both machines keep time by NTP: people read the times of both beside each other.');
}
