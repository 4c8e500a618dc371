import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { freePort } from '../../free-port.ts';
import { freshDatabase } from '../../postgres.ts';

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

/** A fake secret for every setting that holds one, and for what the SDKs of the clouds read. */
const PLANTED = {
  QUELL_SLACK_BOT_TOKEN: 'xoxb-fake-bot-token-value',
  QUELL_SLACK_APP_TOKEN: 'xapp-fake-app-token-value',
  QUELL_SLACK_SIGNING_SECRET: 'fake-signing-secret-value',
  OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=fake-collector-key',
  AWS_ACCESS_KEY_ID: 'AKIAFAKEFAKEFAKE0000',
  AWS_SECRET_ACCESS_KEY: 'fake aws secret value',
  AWS_SESSION_TOKEN: 'fake-aws-session-value',
  AZURE_CLIENT_SECRET: 'fake-azure-client-value',
  GCP_ACCESS_TOKEN: 'fake-gcp-token-value',
} as const;
const DATABASE_PASSWORD = 'fake/database+password';
const REDIS_PASSWORD = 'fake-redis-password';
const SECRETS = [...Object.values(PLANTED), 'fake-collector-key', DATABASE_PASSWORD, REDIS_PASSWORD];

let directory: string;
const children: ChildProcess[] = [];
const servers: Server[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'quell-settings-'));
  await symlink(join(process.cwd(), 'playbooks'), join(directory, 'playbooks'));
  await writeFile(join(directory, 'quell.yaml'), CONFIG);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) server.close();
  await rm(directory, { recursive: true, force: true });
});

function start(env: Record<string, string>, options: string[] = []) {
  const { PATH = '', HOME = '' } = process.env;
  const args = [...options, join(process.cwd(), 'src/main.ts'), 'start'];
  const child = spawn(process.execPath, args, { cwd: directory, env: { PATH, HOME, ...PLANTED, ...env } });
  children.push(child);
  let said = '';
  for (const out of [child.stdout, child.stderr]) out.on('data', (chunk) => (said += chunk));
  return { child, said: () => said, ended: once(child, 'close').then(([code]) => code as number | null) };
}

const leaked = (said: string) =>
  SECRETS.filter((secret) => said.includes(secret) || said.includes(encodeURIComponent(secret)));

function databaseWith(password: string): string {
  const url = new URL(inject('postgres'));
  url.password = password;
  return url.href;
}

/** A Redis that refuses everything, and says what it was sent. */
async function grumpyRedis(): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (sent) => {
      const words = String(sent)
        .split('\r\n')
        .filter((word) => !/^[*$]\d/.test(word));
      socket.write(`-WRONGPASS ${words.join(' ')}\r\n`);
    });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `redis://:${REDIS_PASSWORD}@127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('with a secret in every setting, no output line has one', () => {
  it('when the database refuses the password', async () => {
    const quell = start({ DATABASE_URL: databaseWith(DATABASE_PASSWORD) });
    expect(await quell.ended).toBe(1);
    expect(quell.said()).toMatch(/PostgreSQL at .* refuses/);
    expect(leaked(quell.said())).toEqual([]);
  });

  it('when Redis refuses the password and repeats it', async () => {
    const quell = start({ DATABASE_URL: inject('postgres'), REDIS_URL: await grumpyRedis() });
    expect(await quell.ended).toBe(1);
    expect(quell.said()).toMatch(/Redis/);
    expect(leaked(quell.said())).toEqual([]);
  });

  it('when each of them is in the wrong place', async () => {
    for (const [name, value] of [
      ['DATABASE_URL', PLANTED.AWS_SECRET_ACCESS_KEY],
      ['REDIS_URL', PLANTED.QUELL_SLACK_BOT_TOKEN],
      ['OTEL_EXPORTER_OTLP_HEADERS', PLANTED.AZURE_CLIENT_SECRET],
    ] as const) {
      const quell = start({ [name]: value });
      expect(await quell.ended).toBe(1);
      expect(quell.said()).toContain(name);
      expect(leaked(quell.said())).toEqual([]);
    }
  });

  it.each(['throw', 'reject'])('when a bug tells all of them and nobody catches it: %s', async (how) => {
    const database = await freshDatabase();
    try {
      const bug = join(directory, 'bug.mjs');
      const words = `Object.values(process.env).join(' and ')`;
      const make = `Object.assign(new Error(${words}), { config: { headers: ['authorization', process.env.AZURE_CLIENT_SECRET] } })`;
      const act = how === 'throw' ? `throw ${make}` : `Promise.reject(${make})`;
      await writeFile(bug, `process.on('SIGUSR2', () => { ${act}; });\n`);
      const quell = start({ DATABASE_URL: database.url }, ['--import', bug]);
      await vi.waitFor(() => expect(quell.said()).toContain('Quell is ready'), { timeout: 20_000 });
      quell.child.kill('SIGUSR2');
      expect(await quell.ended).toBe(1);
      expect(quell.said()).toMatch(/an error that nobody caught/);
      expect(quell.said()).toContain('[secret]');
      expect(leaked(quell.said())).toEqual([]);
    } finally {
      await database.drop();
    }
  });

  it('from a start to a stop', async () => {
    const database = await freshDatabase();
    try {
      const quell = start({
        DATABASE_URL: database.url,
        QUELL_HEALTH_HOST: '127.0.0.1',
        QUELL_HEALTH_PORT: String(await freePort()),
      });
      await vi.waitFor(() => expect(quell.said()).toContain('Quell is ready'), { timeout: 20_000 });
      const url = /"url":"(http:[^"]+)"/.exec(quell.said())![1]!;
      const [ready, metrics] = await Promise.all(['/readyz', '/metrics'].map((path) => fetch(url + path)));
      expect([ready!.status, metrics!.status]).toEqual([200, 200]);
      expect(leaked((await ready!.text()) + (await metrics!.text()))).toEqual([]);
      quell.child.kill('SIGTERM');
      expect(await quell.ended).toBe(0);
      expect(leaked(quell.said())).toEqual([]);
    } finally {
      await database.drop();
    }
  });
});
