import pg from 'pg';
import type { Database } from '../../src/edge/postgres/database.ts';

/** One node of a plan, as PostgreSQL explains it in JSON. */
interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
}

/** A statement that really ran, nested ones in functions of the database too, and how it was carried out. */
export interface Ran {
  text: string;
  plan: Node;
}

/** How one statement read one table. */
export interface Read {
  text: string;
  table: string;
  how: string;
  /** From end to end: no index chose the rows. */
  whole: boolean;
  /** Rows that were looked at, kept or not. */
  rows: number;
}

/**
 * From now on each new connection to this database tells how each of its statements was carried out, and plans them
 * without knowing their values, as PostgreSQL does once a statement has come often enough.
 */
export async function explainEverything(db: Database): Promise<void> {
  const { rows } = await db.query<{ name: string }>('select current_database() as name');
  const database = pg.escapeIdentifier(rows[0]!.name);
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_nested_statements': 'on',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_timing': 'off',
    'auto_explain.log_format': 'json',
    client_min_messages: 'log',
    plan_cache_mode: 'force_generic_plan',
  };
  for (const [name, value] of Object.entries(settings))
    await db.query(`alter database ${database} set ${name} = '${value}'`);
}

const SAID = /^duration: .*? plan:\n(\{.*\})$/s;

/** Hears what the connections of this process to the record tell; the queue's tables are BullMQ's own and left out. */
export function hearPlans(): { ran: Ran[]; stop(): void } {
  const ran: Ran[] = [];
  const heard = new WeakSet<pg.Client>();
  type Query = (this: pg.Client, ...args: unknown[]) => unknown;
  const query = pg.Client.prototype.query as unknown as Query;
  const listening: Query = function (...args) {
    if (!heard.has(this)) {
      heard.add(this);
      this.on('notice', ({ message }) => {
        const said = SAID.exec(message ?? '')?.[1];
        if (!said) return;
        const { 'Query Text': text, Plan: plan } = JSON.parse(said) as { 'Query Text': string; Plan: Node };
        if (!text.includes('quell_queue')) ran.push({ text: text.replace(/\s+/g, ' ').trim(), plan });
      });
    }
    return query.apply(this, args);
  };
  Object.assign(pg.Client.prototype, { query: listening });
  return { ran, stop: () => void Object.assign(pg.Client.prototype, { query }) };
}

/** Every table that a statement read, and how. */
export function readsOf({ text, plan }: Ran): Read[] {
  const reads: Read[] = [];
  const visit = (node: Node): void => {
    const table = node['Relation Name'];
    if (table && / Scan$/.test(node['Node Type'])) {
      const each = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);
      const rows = Math.round(each * (node['Actual Loops'] ?? 1));
      reads.push({ text, table, how: node['Node Type'], whole: node['Node Type'] === 'Seq Scan' && rows > 0, rows });
    }
    for (const below of node.Plans ?? []) visit(below);
  };
  visit(plan);
  return reads;
}
