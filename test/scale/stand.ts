import pg from 'pg';
import { type Child, startChild } from './child.ts';
import type { Told } from './cloud-process.ts';
import type { Asked, Orders } from './process.ts';

export interface Size {
  workers: number;
  /** Steps in hand: of one worker, and of one account over all of them. */
  concurrency: number;
  perAccount: number;
  /** Doors of the plans that can be made. */
  sizes: readonly number[];
}

/** A whole installation: servers, a cloud, one process that talks to people and many that work. */
export interface Stand {
  size: Size;
  chat: Child<Asked>;
  workers: Child<Asked>[];
  /** What the cloud saw since it was last asked. */
  cloud(): Promise<Told>;
  /** Looks at the record from outside of the product. */
  look<Row extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>;
  redisUrl: string | undefined;
  close(): Promise<void>;
}

export interface Servers {
  /** An empty database. */
  databaseUrl: string;
  /** Without it, wake-ups travel over the database. */
  redisUrl?: string;
}

export async function startStand(size: Size, { databaseUrl, redisUrl }: Servers): Promise<Stand> {
  const cloud = await startChild<object>('./cloud-process.ts');
  const cloudUrl = `http://127.0.0.1:${(cloud.hello as { port: number }).port}`;
  const start = (role: 'chat' | 'worker') => {
    const { concurrency, perAccount, sizes } = size;
    const orders: Orders = { roles: [role], databaseUrl, cloudUrl, sizes, concurrency, perAccount };
    return startChild<Asked>('./process.ts', [JSON.stringify({ ...orders, ...(redisUrl ? { redisUrl } : {}) })]);
  };
  // The first one makes the schema; the others find it.
  const chat = await start('chat');
  const workers = await Promise.all(Array.from({ length: size.workers }, () => start('worker')));
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, application_name: 'scale' });
  return {
    size,
    chat,
    workers,
    redisUrl,
    cloud: () => cloud.ask<Told>({}),
    look: async (sql, values) => (await pool.query(sql, values)).rows,
    async close() {
      await Promise.all([chat, ...workers].map((child) => child.close()));
      await cloud.close();
      await pool.end();
    },
  };
}
