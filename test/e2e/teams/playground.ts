import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../free-port.ts';
import { fromNpm, type Reviewed } from '../from-npm.ts';
import { carry } from '../slack/carry.ts';
import type { Apart } from './apart.ts';

const run = promisify(execFile);
/** Its licence lets it be used for development and not be passed on. */
const PROGRAM: Reviewed = {
  name: '@microsoft/m365agentsplayground@0.2.28',
  sha512: 'EevhYW8xtEATwNg5eiFqTgZT0P5gjfCsLBwBWESSrB6+0lr9Yi9R27HJwjNGUlT3JQlxoWMgnvEQunUuyI/+2Q==',
  program: 'cli.js',
};

/** Why the client cannot be kept apart from every network here; undefined when it can. */
async function withoutNamespace(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'needs Linux: the client must be cut off from every network';
  if (process.getuid?.() !== 0) return 'needs root: only root may cut the client off from every network';
  return run('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).then(
    () => undefined,
    (error: Error) => `needs a network namespace: ${error.message.trim().split('\n').at(-1)}`,
  );
}

/** The client's program. @returns why it cannot be had or run, or its path. */
export async function findPlayground(): Promise<{ path: string } | { without: string }> {
  const apart = await withoutNamespace();
  return apart ? { without: apart } : fromNpm(PROGRAM);
}

export const TENANT = '00000000-0000-4000-8000-00000000a0a0';
export const TEAM = '19:incidents@thread.tacv2';
export const BOT = '28:00000000-0000-4000-8000-00000000b0b0';

/** Somebody of the company, by the two ids that Teams has for a person. */
export interface Somebody {
  name: string;
  id: string;
  aadObjectId: string;
}

const somebody = (n: number, name: string): Somebody => ({
  name,
  id: `29:${name.toLowerCase()}`,
  aadObjectId: `00000000-0000-4000-8000-00000000000${n}`,
});
/** The client wants five people beside the one who sits before it. */
export const COMPANY = ['Ada', 'Bo', 'Cy', 'Dan', 'Eve', 'Fay'].map((name, i) => somebody(i + 1, name));

const described = (one: Somebody) => ({
  ...one,
  userPrincipleName: `${one.name.toLowerCase()}@example.com`,
  givenName: one.name,
  surname: 'Example',
  email: `${one.name.toLowerCase()}@example.com`,
});

/** The company as the client of one of its people knows it. */
const settings = (who: Somebody) => ({
  version: '0.1.1',
  tenantId: TENANT,
  bot: { id: BOT, name: 'Quell' },
  currentUser: described(who),
  users: COMPANY.filter((one) => one.id !== who.id).map(described),
  personalChat: { id: `a:${who.id}` },
  groupChat: { id: '19:group@thread.v2', name: 'Group' },
  team: {
    id: TEAM,
    name: 'Security',
    aadGroupId: '00000000-0000-4000-8000-00000000f0f0',
    channels: [{ id: '19:announcements@thread.tacv2', name: 'Announcements' }],
  },
});

export interface Playground {
  clients: { who: Somebody; url: string; port: number; personal: string; user: string }[];
  /** What the processes said. */
  said(): string;
  stop(): Promise<void>;
}

const listening = (server: Server, where: string | number) =>
  new Promise<void>((done) => {
    if (typeof where === 'string') server.listen(where, done);
    else server.listen(where, '127.0.0.1', done);
  });

/** Runs a client for each of these people, where nothing but the relay can be reached. */
export async function startPlayground(path: string, people: Somebody[], relay: number): Promise<Playground> {
  const folder = await mkdtemp(join(tmpdir(), 'quell-playground-'));
  const clients = await Promise.all(
    people.map(async (who, i) => {
      const home = join(folder, String(i));
      await mkdir(home);
      // YAML reads JSON.
      await writeFile(join(home, '.m365agentsplayground.yml'), JSON.stringify(settings(who)));
      return { who, folder: home, port: await freePort(), socket: join(folder, `${i}.sock`) };
    }),
  );
  const out = join(folder, 'relay.sock');
  const doors = [carry(() => connect(relay, '127.0.0.1')), ...clients.map((c) => carry(() => connect(c.socket)))];
  await Promise.all(doors.map((door, i) => listening(door, i === 0 ? out : clients[i - 1]!.port)));
  const apart: Apart = {
    relay: { port: relay, socket: out },
    clients: clients.map((c, i) => ({ ...c, endpoint: `http://localhost:${relay}/clients/${i}` })),
    command: [process.execPath, path, '-c', 'msteams', '--disable-telemetry'],
  };
  const inside = [process.execPath, join(import.meta.dirname, 'apart.ts'), JSON.stringify(apart)];
  const child = spawn('unshare', ['-n', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', ...inside], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text));
  child.stderr.on('data', (text: Buffer) => (said += text));
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  return {
    clients: clients.map((c) => ({
      who: c.who,
      port: c.port,
      url: `http://localhost:${c.port}`,
      personal: `a:${c.who.id}`,
      user: c.who.id,
    })),
    said: () => said,
    async stop() {
      child.stdin.end();
      await ended;
      for (const door of doors) door.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
