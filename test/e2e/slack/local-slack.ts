import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PACKAGE = 'local-slack-linux-x64@0.1.8';
/** Of the package as it was reviewed; another one is not run. */
const SHA512 = '2BCTKxKajjZNWCSCj66Jq5VDScUDNpGZ1lA3281I8RvpDE4/ULCwC26TlcW6/4sPbSTs02Q3KjTiltJp3ZBEvg==';
const KEPT = join(import.meta.dirname, '../../../.quell/tools/local-slack-0.1.8');

/** Brings the client from npm, once; it is no dependency of the project. @returns why it cannot, or its path. */
export async function findLocalSlack(): Promise<{ path: string } | { without: string }> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { without: 'local-slack is for Linux on x64' };
  const path = join(KEPT, 'package/bin/local-slack');
  if (existsSync(path)) return { path };
  const folder = await mkdtemp(join(tmpdir(), 'quell-local-slack-'));
  try {
    const { stdout } = await run('npm', ['pack', PACKAGE, '--silent', '--pack-destination', folder], {
      timeout: 120_000,
    });
    const file = join(folder, stdout.trim().split('\n').at(-1)!);
    const hash = createHash('sha512')
      .update(await readFile(file))
      .digest('base64');
    if (hash !== SHA512) return { without: `npm gave another ${PACKAGE} than the reviewed one` };
    await run('tar', ['xzf', file, '-C', folder]);
    await rm(file);
    await mkdir(join(KEPT, '..'), { recursive: true });
    // Another run may have brought it meanwhile; either copy is the same.
    await rename(folder, KEPT).catch(() => undefined);
    return existsSync(path) ? { path } : { path: join(folder, 'package/bin/local-slack') };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    return {
      without: `npm does not give ${PACKAGE}: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
    };
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

export const WORKSPACE = {
  workspace: { name: 'Acme', domain: 'acme', teamId: 'T0ACME' },
  app: {
    appId: 'A1',
    botUserId: 'UQUELL',
    botName: 'quell',
    botToken: 'xoxb-not-a-real-token',
    appToken: 'xapp-not-a-real-token',
    signingSecret: 'not-a-real-signing-secret',
    mode: 'socket',
  },
  users: [
    { id: 'UADA', name: 'ada', real_name: 'Ada', email: 'ada@example.com' },
    { id: 'UBO', name: 'bo', real_name: 'Bo', email: 'bo@example.com' },
  ],
  channels: [{ id: 'C1', name: 'incidents', members: ['UADA', 'UBO', 'UQUELL'] }],
};

export interface Seen {
  time: number;
  direction: 'to_bot' | 'from_bot';
  kind: string;
  summary: string;
  detail?: Record<string, unknown>;
}

export interface LocalSlack {
  url: string;
  /** Every request, envelope and acknowledgement that it saw. */
  log(): Promise<Seen[]>;
  stop(): Promise<void>;
}

/** Runs a whole local workspace with two people and one channel. */
export async function startLocalSlack(path: string): Promise<LocalSlack> {
  const folder = await mkdtemp(join(tmpdir(), 'quell-workspace-'));
  const config = join(folder, 'slack.json');
  await writeFile(config, JSON.stringify(WORKSPACE));
  const port = await freePort();
  const args = ['--config', config, '--port', String(port), '--files-dir', join(folder, 'files')];
  const child: ChildProcess = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  await new Promise<void>((ready, failed) => {
    child.stdout?.on('data', (text: Buffer) => text.includes('running') && ready());
    child.once('exit', (code) => failed(new Error(`local-slack ended with ${code}`)));
    child.once('error', failed);
  });
  const url = `http://localhost:${port}`;
  return {
    url,
    async log() {
      const answer = (await (await fetch(`${url}/_control/log`)).json()) as { log: Seen[] };
      return answer.log;
    },
    async stop() {
      const ended = new Promise((done) => child.once('exit', done));
      child.removeAllListeners('exit');
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await Promise.race([ended, gone]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
