import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { openConfig } from '../../src/config.ts';
import { openLog } from '../../src/edge/log/open.ts';
import { setupOf } from '../../src/process/configured.ts';
import { Rehearsal } from '../../src/process/rehearsal.ts';
import { startQuell } from '../../src/process/start.ts';
import { QUELL_ROLE, TOOLING_ACCOUNT } from '../../src/range/aws/found.ts';
import { type AwsRange, RANGE_CONFIG, startAws } from '../../src/range/aws/start.ts';
import { mint } from '../../src/range/aws/state.ts';
import { Kernel } from '../../src/range/kernel.ts';
import { RANGE_IDENTITY } from '../../src/range/range.ts';
import { freshDatabase } from '../postgres.ts';

/**
 * The product as it is shipped: two processes with different roles, a quell.yaml, and the AWS SDK's own default chain,
 * which the environment points to the range. Nothing in Quell knows that this is a test.
 */
let directory: string;
let range: AwsRange;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let env: NodeJS.ProcessEnv;
const children: ChildProcess[] = [];

interface Ended {
  code: number | null;
  out: string;
  err: string;
  json: Record<string, unknown>;
}

function node(script: string, args: string[], extra: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [join(process.cwd(), script), ...args], { cwd: directory, env: { ...env, ...extra } });
}

const quell = (...args: string[]) => quellWith({}, ...args);

async function quellWith(extra: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> {
  const child = node('src/cli.ts', args, extra);
  let [out, err] = ['', ''];
  child.stdout!.on('data', (chunk) => (out += chunk));
  child.stderr!.on('data', (chunk) => (err += chunk));
  const code = await new Promise<number | null>((done) => child.on('close', done));
  const last = out.trim().split('\n').at(-1) ?? '';
  return { code, out, err, json: args.includes('--json') ? JSON.parse(last) : {} };
}

/** A colleague's vote, from another surface. */
async function approve(person: string, plan: string): Promise<void> {
  const config = openConfig({
    env: { ...env, QUELL_CONFIG: join(directory, 'quell.yaml') },
    readFile: (f) => readFileSync(f, 'utf8'),
    roles: [],
  });
  const log = openLog('error');
  const setup = await setupOf(config, database.url, log, new Rehearsal({ now: Date.now, random: Math.random }));
  const desk = await startQuell({
    ...setup,
    roles: new Set(),
    personOf: (p) => config.people.find((one) => one.id === p.user),
  });
  const who = { surface: 'console' as const, tenant: 'local', user: person };
  const voted = await desk.front.command(`approve ${plan}`, { who, dedupe: `${person} ${plan}` });
  await desk.close();
  expect(voted.exit, voted.card.summary).toBe(0);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'quell-binary-'));
  database = await freshDatabase();
  range = await startAws(new Kernel({ realNow: Date.now, random: Math.random, settleMs: 300 }));
  const base = mint(range.state, range.state.roles.get(`${TOOLING_ACCOUNT}/${QUELL_ROLE}`)!, 'here', 3600, 'quell');
  const { name: _, ...identity } = RANGE_IDENTITY;
  const groups = ['security-oncall', 'cloud-platform'];
  const settings = {
    organization: 'Contoso',
    people: ['ana', 'bo', 'cy'].map((id) => ({
      id,
      name: id.toUpperCase(),
      groups,
      // Whoever runs the tests is Ana, and nobody else: a shell cannot speak for two people.
      ...(id === 'ana' ? { login: userInfo().username } : {}),
    })),
    approvals: {
      contain: [{ group: 'security-oncall', count: 1 }],
      release: [{ group: 'security-oncall', count: 1 }],
      early_release: [{ group: 'cloud-platform', count: 2 }],
      fresh_sign_in: 'never',
    },
    identities: { 'ml-train': { aws: identity.aws } },
    playbooks: join(process.cwd(), 'playbooks'),
    drills: join(process.cwd(), 'drills'),
    aws: RANGE_CONFIG,
  };
  await writeFile(join(directory, 'quell.yaml'), stringify(settings, { aliasDuplicateObjects: false }));
  env = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    AWS_ENDPOINT_URL: range.url,
    AWS_ACCESS_KEY_ID: base.accessKeyId,
    AWS_SECRET_ACCESS_KEY: base.secret,
    AWS_SESSION_TOKEN: base.token,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await range.close();
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

describe('the shell and a worker, as two processes', () => {
  it('contain a role on AWS by one approval, and put it back', async () => {
    const before = range.snapshot();
    const attacker = range.attacker();
    expect((await attacker.round()).map((a) => a.outcome)).not.toContain('refused');
    const worker = node('src/main.ts', ['start'], { QUELL_ROLES: 'worker' });
    children.push(worker);
    let log = '';
    worker.stderr!.on('data', (chunk) => (log += chunk));

    expect(await quell('whoami')).toMatchObject({ code: 0 });
    expect((await quell('declare', 'ml-train used from outside', 'sev=1', '--json')).json).toMatchObject({
      id: 'INC-1',
    });
    const planned = await quell('contain', 'compromised-workload-identity', 'identity=ml-train', '--json');
    expect(planned.json, planned.out + planned.err).toMatchObject({ status: 'pending', approvers: ['bo', 'cy'] });
    const plan = String(planned.json.plan);

    const self = await quell('approve', plan, '--json');
    expect(self).toMatchObject({ code: 1, json: { error: { code: 'approval.requester' } } });
    await approve('bo', plan);

    const state = async () => ((await quell('show', '--json')).json.plans as { run: string }[])[0]!.run;
    await expect.poll(state, { timeout: 40_000, interval: 90 }).toBe('contained');
    expect(range.snapshot()).not.toEqual(before);
    expect((await attacker.round()).map((a) => a.outcome)).not.toContain('allowed');

    const released = await quell('release', '--json');
    expect(released.json, released.out).toMatchObject({ body: { kind: 'release', early: true } });
    await approve('bo', String(released.json.plan));
    await approve('cy', String(released.json.plan));
    const second = async () => ((await quell('show', '--json')).json.plans as { run: string }[])[1]!.run;
    await expect.poll(second, { timeout: 40_000, interval: 90 }).toBe('released');
    expect(range.snapshot()).toEqual(before);

    expect((await quell('audit', 'verify', '--json')).json).toMatchObject({ valid: true });
    const exported = await quell('audit', 'export');
    const file = join(directory, 'audit.jsonl');
    await writeFile(file, exported.out);
    expect(await quell('audit', 'verify', file)).toMatchObject({ code: 0, out: expect.stringContaining('every hash') });
    await writeFile(file, exported.out.replace('ml-train used from outside', 'ml-train used from inside!'));
    expect(await quell('audit', 'verify', file)).toMatchObject({ code: 1, out: expect.stringContaining('Broken at') });

    // A drill that is asked for in a shell runs where it can live on: in the worker, until its incident is closed.
    expect(await quell('drill', 'first-tuesday', '--json')).toMatchObject({
      code: 0,
      json: { asked: 'first-tuesday' },
    });
    const drills = async () => (await quell('incidents', '--json')).json as unknown as { id: string }[];
    await expect.poll(async () => (await drills()).map((i) => i.id), { timeout: 30_000 }).toContain('DRILL-1');
    const plansOfDrill = async () => ((await quell('show', 'DRILL-1', '--json')).json.plans as unknown[]).length;
    await expect.poll(plansOfDrill, { timeout: 30_000 }).toBe(1);

    const ended = new Promise((done) => worker.on('close', done));
    worker.kill('SIGTERM');
    expect(await ended, log).toBe(0);
  }, 120_000);
});

describe('the shell alone', () => {
  it('helps without a configuration', async () => {
    const help = await quell('help');
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain('contain <playbook>');
    expect((await quell('action', 'list', '--json')).json).toHaveLength(12);
    expect((await quell('action', 'show', 'gcp.quota.freeze-gpu', '--json')).json).toBeDefined();
  });

  it('lints playbooks with a place for each error, and an exit code', async () => {
    const good = join(process.cwd(), 'playbooks/gpu-hijack/playbook.yaml');
    expect(await quell('playbook', 'lint', good)).toMatchObject({ code: 0 });
    const text = await readFile(good, 'utf8');
    const bad = join(directory, 'bad.yaml');
    await writeFile(bad, text.replace('aws.organizations.freeze-gpu', 'aws.organizations.freeze-cpu'));
    const linted = await quell('playbook', 'lint', bad);
    expect(linted).toMatchObject({ code: 1, err: '' });
    expect(linted.out).toMatch(/bad\.yaml:\d+:\d+: .*freeze-cpu.*\n?.*freeze-gpu/);
  });

  it('writes a configuration to begin with, and never over one that is there', async () => {
    const at = { QUELL_CONFIG: join(directory, 'new.yaml') };
    const run = async () => {
      const child = node('src/cli.ts', ['init'], at);
      return new Promise<number | null>((done) => child.on('close', done));
    };
    expect(await run()).toBe(0);
    const written = await readFile(at.QUELL_CONFIG, 'utf8');
    expect(written).toContain('people:');
    expect(await run()).toBe(1);
    expect(await readFile(at.QUELL_CONFIG, 'utf8')).toBe(written);
  });

  it('says what is wrong with a sentence, a fix and an exit code, and never with a stack', async () => {
    const unknown = await quell('contian', 'x');
    expect(unknown.code).toBe(1);
    expect(unknown.out).toContain('Did you mean quell contain?');
    const option = await quell('show', '--jsn');
    expect(option).toMatchObject({ code: 2 });
    await writeFile(
      join(directory, 'strangers.yaml'),
      (await readFile(join(directory, 'quell.yaml'), 'utf8')).replace(/ +login: .*\n/, ''),
    );
    const stranger = await quellWith({ QUELL_CONFIG: 'strangers.yaml' }, 'show');
    expect(stranger).toMatchObject({ code: 1, out: expect.stringContaining('Quell does not know you') });
    expect(stranger.out).toContain(`login: ${userInfo().username}`);
    const nowhere = await quell('audit', 'verify', 'nowhere.jsonl');
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('nowhere.jsonl cannot be read.') });
    for (const { out, err } of [nowhere, unknown, option, stranger]) expect(out + err).not.toMatch(/\n\s+at /);
  });

  it('says which database does not answer', async () => {
    const child = node('src/cli.ts', ['show'], {
      DATABASE_URL: 'postgresql://nobody:fake@127.0.0.1:9/none',
    });
    let err = '';
    child.stderr!.on('data', (chunk) => (err += chunk));
    expect(await new Promise((done) => child.on('close', done))).toBe(1);
    expect(err).toContain('PostgreSQL at 127.0.0.1:9 does not answer.');
    expect(err).not.toContain('fake');
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('examines what quell.yaml points to, a line each', async () => {
    const seen = await quell('doctor', '--json');
    const lines = seen.json as unknown as { ok: boolean; what: string; saw: string; fix?: string }[];
    expect(lines.filter((l) => !l.ok)).toEqual([]);
    expect(lines.map((l) => l.what).join('\n')).toMatch(/PostgreSQL[\s\S]*Queue[\s\S]*AWS/);
    expect(seen.code).toBe(0);
  });
});
