import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../free-port.ts';
import { fromNpm, type Reviewed } from '../from-npm.ts';
import { carry } from './carry.ts';

const run = promisify(execFile);
const PROGRAM: Reviewed = {
  name: 'local-slack-linux-x64@0.1.8',
  sha512: '2BCTKxKajjZNWCSCj66Jq5VDScUDNpGZ1lA3281I8RvpDE4/ULCwC26TlcW6/4sPbSTs02Q3KjTiltJp3ZBEvg==',
  program: 'bin/local-slack',
};

/** The workspace's program. @returns why it cannot be had, or its path. */
export async function findLocalSlack(): Promise<{ path: string } | { without: string }> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { without: 'local-slack is for Linux on x64' };
  return fromNpm(PROGRAM);
}

const person = (id: string, name: string) => ({
  id,
  name: name.toLowerCase(),
  real_name: name,
  email: `${name.toLowerCase()}@example.com`,
});

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
    person('UADA', 'Ada'),
    person('UBO', 'Bo'),
    person('UCY', 'Cy'),
    person('UDAN', 'Dan'),
    // Of the workspace, and unknown to Quell.
    person('UEVE', 'Eve'),
  ],
  channels: [{ id: 'C1', name: 'incidents', members: ['UADA', 'UBO', 'UCY', 'UDAN', 'UEVE', 'UQUELL'] }],
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
  /** What the bot said by one method of the API, oldest first. */
  calls(method: string): Promise<Record<string, unknown>[]>;
  /** Deletes a message of the bot's. */
  delete(channel: string, message: string): Promise<void>;
  stop(): Promise<void>;
}

/** Why the workspace cannot be kept apart from every network here; undefined when it can. */
async function withoutNamespace(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'only root may make a network namespace';
  return run('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).then(
    () => undefined,
    (error: Error) => error.message.trim().split('\n').at(-1),
  );
}

/** Starts the program so that nobody outside of this machine can reach it, where that can be had. */
async function launch(path: string, port: number, folder: string): Promise<{ child: ChildProcess; door?: Server }> {
  const args = ['--config', join(folder, 'slack.json'), '--port', String(port), '--files-dir', join(folder, 'files')];
  const without = await withoutNamespace();
  if (without !== undefined) {
    console.warn(`local-slack listens on every address of this machine: ${without}.`);
    return { child: spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] }) };
  }
  const socket = join(folder, 'door');
  const inside = [process.execPath, join(import.meta.dirname, 'apart.ts'), socket, String(port), path, ...args];
  const script = ['-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...inside];
  const child = spawn('unshare', script, { stdio: ['pipe', 'pipe', 'pipe'] });
  const door = carry(() => connect(socket));
  await new Promise<void>((done) => door.listen(port, '127.0.0.1', done));
  return { child, door };
}

/** What can be asked of a workspace, and done in it, from the side. */
function observed(url: string): Pick<LocalSlack, 'log' | 'calls' | 'delete'> {
  const log = async () => ((await (await fetch(`${url}/_control/log`)).json()) as { log: Seen[] }).log;
  return {
    log,
    calls: async (method) => (await log()).filter((e) => e.summary === method).map((e) => e.detail ?? {}),
    delete: async (channel, message) => {
      const answer = await fetch(`${url}/api/chat.delete`, {
        method: 'POST',
        headers: { authorization: `Bearer ${WORKSPACE.app.botToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ channel, ts: message }),
      });
      const told = (await answer.json()) as { ok: boolean; error?: string };
      if (!told.ok) throw new Error(`the workspace does not delete: ${told.error}`);
    },
  };
}

/** Runs a whole local workspace with four people and one channel. */
export async function startLocalSlack(path: string): Promise<LocalSlack> {
  const folder = await mkdtemp(join(tmpdir(), 'quell-workspace-'));
  await writeFile(join(folder, 'slack.json'), JSON.stringify(WORKSPACE));
  const port = await freePort();
  const { child, door } = await launch(path, port, folder);
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  await new Promise<void>((ready, failed) => {
    child.stdout?.on('data', (text: Buffer) => text.includes('running') && ready());
    child.once('exit', (code) => failed(new Error(`local-slack ended with ${code}`)));
    child.once('error', failed);
  });
  const url = `http://localhost:${port}`;
  return {
    url,
    ...observed(url),
    async stop() {
      if (child.stdin) child.stdin.end();
      else child.kill('SIGKILL');
      await ended;
      door?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
