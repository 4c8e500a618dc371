import pg from 'pg';
import { callDoors } from '../doors/call.ts';
import type { Servers } from '../servers.ts';
import { type Due, openHop } from './hop.ts';

/**
 * A bare program that does what no step of any engine can avoid: one hop over the queue, two commits of one row each
 * (the work is due; it is about to be done), and one call of the cloud. It checks nothing and shows nothing.
 */
export interface Floor {
  /** Names that were never used. */
  names(count: number): string[];
  /** Makes these due at once, each a chain of so many steps that follow each other. The doors tell how far they are. */
  add(names: readonly string[], steps?: number): Promise<void>;
  close(): Promise<void>;
}

/** As large as an event of the record. */
const ROW = 'x'.repeat(300);
/** Planned once a connection. */
const INSERT = { name: 'floor', text: 'insert into floor (body) values ($1)', values: [ROW] };

/** Connections to the database, as many as Quell has. */
const POOL = 10;

/** Whatever is due in the database, until closed. */
export async function startFloor(servers: Servers, roles: { works: boolean }): Promise<Floor> {
  const pool = new pg.Pool({ connectionString: servers.databaseUrl, max: POOL });
  // The server may be gone before the last goodbye has arrived.
  pool.on('error', () => undefined);
  await pool.query('create table if not exists floor (id bigserial primary key, body text not null)');
  const hop = await openHop(servers);
  const work = async ({ id, at, of }: Due) => {
    await pool.query(INSERT);
    await pool.query(INSERT);
    await callDoors(servers.doorsUrl, 'PUT', `${id}-${at}`);
    if (at + 1 < of) await hop.add([{ id, at: at + 1, of }]);
  };
  if (roles.works) await hop.work(work);
  let made = 0;
  return {
    names: (count) => Array.from({ length: count }, () => `floor-${process.pid}-${++made}`),
    async add(names, steps = 1) {
      await hop.add(names.map((id) => ({ id, at: 0, of: steps })));
    },
    async close() {
      await hop.close();
      await pool.end();
    },
  };
}
