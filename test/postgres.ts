import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';
import { type EmbeddedDatabase, startEmbedded } from '../src/edge/postgres/embedded.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: string;
  }
}

/** Files run side by side, and each process of Quell takes up to twenty connections. */
const CONNECTIONS = 400;

/** Has the next start take them all in. */
async function makeRoom(server: EmbeddedDatabase): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`alter system set max_connections = ${CONNECTIONS}`).finally(() => client.end());
  await server.stop();
}

/** One real PostgreSQL for the whole run; every test file takes a database of its own from it. */
export default async function setup(project: TestProject) {
  const directory = await mkdtemp(join(tmpdir(), 'quell-test-'));
  // As root the server runs under another account, which must be able to enter.
  await chmod(directory, 0o755);
  await makeRoom(await startEmbedded(directory));
  const server = await startEmbedded(directory);
  project.provide('postgres', server.url);
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

let made = 0;

/** A fresh, empty database; dropped by the returned function. */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const admin = inject('postgres');
  const name = `t_${process.pid}_${Date.now()}_${++made}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: admin });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run(`create database ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}
