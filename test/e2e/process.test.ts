import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { freshDatabase } from '../postgres.ts';
import { soon } from '../soon.ts';

const MAIN = join(process.cwd(), 'src/main.ts');

const CONFIG = `organization: Example Ltd
people:
  - { id: ada, name: Ada, groups: [oncall] }
  - { id: bo, name: Bo, groups: [oncall] }
approvals:
  contain: [{ group: oncall }]
  release: [{ group: oncall }]
  early_release: [{ group: oncall }]
  fresh_sign_in: never
aws:
  accounts:
    - id: "111122223333"
      name: ml-prod
      region: eu-central-1
      reader_role: arn:aws:iam::111122223333:role/quell-reader
      responder_role: arn:aws:iam::111122223333:role/quell-responder
`;

let directory: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'quell-process-'));
  await symlink(join(process.cwd(), 'playbooks'), join(directory, 'playbooks'));
  await writeFile(join(directory, 'quell.yaml'), CONFIG);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  out(): string;
  err(): string;
  ended: Promise<number | null>;
}

function start(args: string[], env: Record<string, string> = {}, main = MAIN): Started {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [main, ...args], { cwd: directory, env: { PATH, HOME, ...env } });
  children.push(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  return { child, out: () => out, err: () => err, ended: once(child, 'close').then(([code]) => code as number | null) };
}

const STACK = /\n\s+at .+:\d+:\d+/;

describe('a start that cannot succeed ends at once, with the cause, a fix and no stack', () => {
  const cases: [string, Record<string, string> | (() => Record<string, string>), RegExp][] = [
    [
      'no database at that address',
      { DATABASE_URL: 'postgresql://quell@127.0.0.1:1/quell' },
      /^PostgreSQL at 127\.0\.0\.1:1 does not answer\.\nStart it, or correct DATABASE_URL; .+\.\n$/,
    ],
    [
      'a database that does not know the password',
      () => ({ DATABASE_URL: changed((url) => (url.password = 'fake-and-wrong')) }),
      /^PostgreSQL at 127\.0\.0\.1:\d+ refuses .*password authentication failed for user "quell"\.\n.*DATABASE_URL.*\n$/,
    ],
    [
      'a server without that database',
      () => ({ DATABASE_URL: changed((url) => (url.pathname = '/nowhere')) }),
      /^PostgreSQL at 127\.0\.0\.1:\d+ refuses .*database "nowhere" does not exist\.\n.*DATABASE_URL.*\n$/,
    ],
    [
      'no queue at that address',
      () => ({ DATABASE_URL: inject('postgres'), REDIS_URL: 'redis://127.0.0.1:1' }),
      /^.*Redis.*\n.*REDIS_URL.*\n$/,
    ],
    [
      'no configuration',
      { QUELL_CONFIG: 'nowhere.yaml' },
      /^There is no readable configuration at nowhere\.yaml\.\n`quell init` .*\n$/,
    ],
  ];

  function changed(change: (url: URL) => void): string {
    const url = new URL(inject('postgres'));
    change(url);
    return url.href;
  }

  it.each(cases)('%s', async (_, env, said) => {
    const quell = start(['start'], typeof env === 'function' ? env() : env);
    expect(await quell.ended).toBe(1);
    expect(quell.err()).toMatch(said);
    expect(quell.err() + quell.out()).not.toMatch(STACK);
    expect(quell.err() + quell.out()).not.toContain('fake-and-wrong');
  });
});

it('a configured Quell starts, and ends on SIGTERM with everything handed on', async () => {
  const database = await freshDatabase();
  try {
    const quell = start(['start'], { DATABASE_URL: database.url });
    await vi.waitFor(() => expect(quell.err()).toContain('Quell is ready'), { timeout: 15_000 });
    const asked = performance.now();
    quell.child.kill('SIGTERM');
    expect(await quell.ended).toBe(0);
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect(quell.err()).not.toMatch(/"level":(40|50|60)/);
  } finally {
    await database.drop();
  }
});

it('the demo ends on SIGTERM, and leaves no process behind', async () => {
  for (const part of ['src', 'drills', 'policy', 'package.json'])
    await cp(part, join(directory, part), { recursive: true });
  await symlink(join(process.cwd(), 'node_modules'), join(directory, 'node_modules'));
  const demo = start(['demo', '--port=0'], {}, 'src/main.ts');
  await vi.waitFor(() => expect(demo.out()).toContain('Quell is running'), { timeout: 30_000 });
  const address = JSON.parse(await readFile(join(directory, '.quell/demo/postgres.json'), 'utf8')) as {
    server: number;
  };
  const running = () => execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const family = (pid: number): number[] => {
    const all = running().map((line) => line.trim().split(/\s+/).map(Number));
    const below = (at: number): number[] => [at, ...all.filter((p) => p[1] === at).flatMap((p) => below(p[0]!))];
    return below(pid);
  };
  const ours = [...family(demo.child.pid!), ...family(address.server)];
  expect(ours.length).toBeGreaterThan(4);
  demo.child.kill('SIGTERM');
  expect(await demo.ended).toBe(0);
  expect(demo.err()).toBe('');
  await soon(() => {
    const left = new Set(running().map((line) => Number.parseInt(line, 10)));
    expect(ours.filter((pid) => left.has(pid))).toEqual([]);
  });
}, 60_000);

it('a second SIGTERM ends it at once, whatever it still waits for', async () => {
  const database = await freshDatabase();
  const between = await startProxy(new URL(database.url));
  try {
    const url = new URL(database.url);
    url.host = `127.0.0.1:${between.port}`;
    const quell = start(['start'], { DATABASE_URL: url.href });
    await vi.waitFor(() => expect(quell.err()).toContain('Quell is ready'), { timeout: 15_000 });
    between.hold();
    quell.child.kill('SIGTERM');
    await soon(() => expect(quell.err()).toContain('Quell stops'));
    const asked = performance.now();
    quell.child.kill('SIGTERM');
    expect(await quell.ended).toBe(143);
    expect(performance.now() - asked).toBeLessThan(2000);
  } finally {
    await between.close();
    await database.drop();
  }
});

/** A way to the database on which, from a word on, nothing moves. */
async function startProxy(to: URL): Promise<{ port: number; hold(): void; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    const outer = connect(Number(to.port), to.hostname);
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    inner.pipe(outer).pipe(inner);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    hold: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
