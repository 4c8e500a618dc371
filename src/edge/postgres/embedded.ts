import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { Fault } from '../../domain/fault.ts';
import { type Binaries, findBinaries, type Identity } from './binaries.ts';

export interface EmbeddedDatabase {
  url: string;
  /** False when another living Quell process of this directory runs it. */
  owned: boolean;
  stop(): Promise<void>;
}

/** Where a running server is found by the next process: the shell and the bot share one record. */
interface Address {
  url: string;
  owner: number;
  server: number;
}

const READY = 'database system is ready to accept connections';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
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

/** Runs to the end; rejects with what it said last. */
function run(command: string, args: string[], identity: Identity, cwd: string): Promise<void> {
  return new Promise((done, fail) => {
    let said = '';
    const child = spawn(command, args, { ...identity, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.on('error', fail);
    child.on('close', (code) =>
      code === 0 ? done() : fail(new Error(said.trim().split('\n').at(-1) ?? `code ${code}`)),
    );
  });
}

/** The data directory, made on first use. Its password is random and stays in the address file, which is ours alone. */
async function initialise(binaries: Binaries, data: string, passwordFile: string): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  const { uid, gid } = binaries.identity;
  if (uid !== undefined) await chown(data, uid, gid!);
  await writeFile(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
  if (uid !== undefined) await chown(passwordFile, uid, gid!);
  const flags = ['--username=quell', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'];
  await run(
    binaries.initdb,
    [...flags, `--pgdata=${data}`, `--pwfile=${passwordFile}`],
    binaries.identity,
    dirname(data),
  );
}

function serve(binaries: Binaries, data: string, port: number): Promise<ChildProcess> {
  return new Promise((done, fail) => {
    let said = '';
    // In a group of its own: Ctrl-C in a terminal reaches Quell, which drains and then stops the server.
    const child = spawn(
      binaries.postgres,
      ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      { ...binaries.identity, cwd: dirname(data), detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    child.stderr!.on('data', (chunk) => {
      said = (said + chunk).slice(-4000);
      if (said.includes(READY)) done(child);
    });
    child.on('error', fail);
    child.on('close', (code) => fail(new Error(said.trim().split('\n').at(-1) ?? `code ${code}`)));
  });
}

/** SIGINT is PostgreSQL's fast shutdown: it ends sessions and writes everything down. */
function stopServer(pid: number): Promise<void> {
  return new Promise((done) => {
    if (alive(pid)) process.kill(pid, 'SIGINT');
    const look = () => (alive(pid) ? setTimeout(look, 20) : done());
    look();
  });
}

function addressOf(text: string): Address | undefined {
  try {
    return JSON.parse(text) as Address;
  } catch {
    return undefined;
  }
}

/**
 * A real PostgreSQL from npm in `directory`, for a first look and for one machine. A second process finds the first
 * one's server; a server whose owner was killed is adopted.
 * @throws Fault `database.embedded` when it cannot be started, with what it said.
 */
export async function startEmbedded(directory: string): Promise<EmbeddedDatabase> {
  const base = resolve(directory);
  const addressFile = join(base, 'postgres.json');
  const known = addressOf(await readFile(addressFile, 'utf8').catch(() => ''));
  if (known && (await answers(known.url))) {
    if (alive(known.owner) && known.owner !== process.pid)
      return { url: known.url, owned: false, stop: async () => undefined };
    await writeFile(addressFile, JSON.stringify({ ...known, owner: process.pid }), { mode: 0o600 });
    return owned(known.url, known.server, addressFile);
  }
  try {
    await mkdir(base, { recursive: true });
    const binaries = await findBinaries(base);
    const data = join(binaries.home, 'postgres');
    const passwordFile = join(binaries.home, 'postgres.password');
    if (!existsSync(join(data, 'PG_VERSION'))) await initialise(binaries, data, passwordFile);
    const port = await freePort();
    const child = await serve(binaries, data, port);
    const url = `postgresql://quell:${await readFile(passwordFile, 'utf8')}@127.0.0.1:${port}/postgres`;
    await writeFile(
      addressFile,
      JSON.stringify({ url, owner: process.pid, server: child.pid } satisfies Record<keyof Address, unknown>),
    );
    await chmod(addressFile, 0o600);
    child.unref();
    (child.stderr as unknown as { unref(): void }).unref();
    return owned(url, child.pid!, addressFile);
  } catch (error) {
    throw new Fault({
      code: 'database.embedded',
      message: `The built-in PostgreSQL in ${directory} does not start: ${error instanceof Error ? error.message : String(error)}.`,
      fix: `Remove ${directory} if its data may be lost, or set DATABASE_URL to a PostgreSQL of yours.`,
      retry: 'when-fixed',
      cause: error,
    });
  }
}

function owned(url: string, server: number, addressFile: string): EmbeddedDatabase {
  // The last resort when the process ends without its shutdown; a shutdown removes it.
  const abandoned = () => {
    if (alive(server)) process.kill(server, 'SIGINT');
  };
  process.once('exit', abandoned);
  return {
    url,
    owned: true,
    stop: async () => {
      process.removeListener('exit', abandoned);
      await stopServer(server);
      await rm(addressFile, { force: true });
    },
  };
}
