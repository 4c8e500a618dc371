import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../../../src/audit/verify.ts';
import { startEmbedded } from '../../../src/edge/postgres/embedded.ts';
import { examineDatabase } from '../../../src/edge/postgres/examine.ts';
import { type Quell, startQuell } from '../../../src/process/start.ts';
import type { Call } from '../../../src/range/kernel.ts';
import { follow, type Stage, startStage } from '../../e2e/stage.ts';
import { startWorkerProcess, type WorkerProcess } from '../../e2e/worker-host.ts';
import { sql } from './catalog.ts';

/** Debian 12 has 15, which refuses a newer server: an operator takes the tools of the server’s own version. */
function tools(): boolean {
  const { stdout } = spawnSync('pg_dump', ['--version'], { encoding: 'utf8' });
  return Number(/PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1] ?? 0) >= 18;
}

const run = promisify(execFile);
/** As twelve seconds would. */
const LET_LEASES_END = 'update step set lease_until = now(), due_at = now() where lease_until is not null';
/** From docs/operating.md. */
const END_PLANS = 'update plan set execute_by = now() where execute_by > now();';
const closers: (() => Promise<unknown>)[] = [];
let s: Stage;
let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'quell-backup-'));
  await chmod(place, 0o755);
  closers.push(() => rm(place, { recursive: true, force: true }));
  s = await startStage({ roles: new Set(['chat']) });
  closers.push(() => s.close());
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const changes = (call: Call) => call.write && call.who === 'quell-responder';
const writes = () => s.range.kernel.calls.filter(changes);

/** An approved run whose worker was killed in the middle of a call, after some calls came through. */
async function inFlight(): Promise<string> {
  await s.must('ana', 'declare ml-train used from outside sev=1');
  const plan = await s.plan();
  const worker: WorkerProcess = await startWorkerProcess(s.range, s.setup.databaseUrl);
  let seen = 0;
  const stop = s.range.kernel.onCall((call) => {
    if (!changes(call) || ++seen < 3) return;
    stop();
    worker.kill();
  });
  await s.must('bo', `approve ${plan}`);
  await s.must('dee', `approve ${plan}`);
  await worker.gone;
  expect((await s.quell.desk.jobs.runOf(plan)).state).toBe('running');
  return plan;
}

/** As docs/operating.md says it. */
async function backUp(): Promise<string> {
  const file = join(place, 'quell.dump');
  await run('pg_dump', ['--format=custom', `--file=${file}`, s.setup.databaseUrl]);
  return file;
}

/** Into an empty database of another server, as docs/operating.md says it. Returns its address. */
async function restore(file: string): Promise<string> {
  const server = await startEmbedded(join(place, 'new'));
  closers.push(() => server.stop());
  const url = new URL(server.url);
  await sql(server.url, 'create database quell');
  url.pathname = '/quell';
  await run('pg_restore', ['--exit-on-error', '--single-transaction', '--no-owner', `--dbname=${url.href}`, file]);
  return url.href;
}

/** The leases of the dead run out, and a whole Quell starts on what was restored. */
async function start(databaseUrl: string): Promise<Quell> {
  await sql(databaseUrl, LET_LEASES_END);
  const quell = await startQuell({ ...s.setup, databaseUrl, roles: new Set(['chat', 'worker']) });
  closers.push(() => quell.close());
  return quell;
}

let deliveries = 0;
const say = async (quell: Quell, user: string, text: string) => {
  const who = { surface: 'console' as const, tenant: 'local', user };
  return quell.front.command(text, { who, dedupe: `restored:${++deliveries}` });
};

describe.skipIf(!tools())('a backup of the record (needs pg_dump of PostgreSQL 18)', () => {
  it('taken in the middle of a run brings the run to its end on another server, and the release is exact', async () => {
    const before = s.configurations();
    const plan = await inFlight();
    const known = await s.quell.desk.jobs.runOf(plan);
    const file = await backUp();
    await s.quell.close();
    const url = await restore(file);

    expect((await examineDatabase(url)).filter((c) => !c.ok)).toEqual([]);
    for (const change of ['delete from event', 'update receipt set body = body'])
      await expect(sql(url, change)).rejects.toThrow('is append-only');

    const quell = await start(url);
    const ended = await follow(quell, plan);
    expect(ended.state).toBe('contained');
    // What was found first is still what counts, also for the step that the dead worker was in the middle of.
    for (const step of known.steps.filter((x) => x.receipt))
      expect(ended.steps.find((x) => x.id === step.id)!.receipt!.prior).toEqual(step.receipt!.prior);
    expect(await verifyChain(quell.desk.audit.all())).toMatchObject({ valid: true });

    s.range.kernel.advance(48 * 3600);
    const asked = await say(quell, 'ana', 'release');
    const release = String((asked.data as { plan: string }).plan);
    await say(quell, 'bo', `approve ${release}`);
    expect(await follow(quell, release)).toMatchObject({ state: 'released' });
    expect(s.configurations()).toEqual(before);
  }, 90_000);

  it('that is older than the loss changes nothing, once the time of its plans is ended before the start', async () => {
    const plan = await inFlight();
    const file = await backUp();
    const known = await s.quell.desk.jobs.runOf(plan);
    // The first database lives on for a while and finishes the run; then it is gone with what it learned.
    await sql(s.setup.databaseUrl, LET_LEASES_END);
    const second = await startWorkerProcess(s.range, s.setup.databaseUrl);
    expect(await s.follow(plan)).toMatchObject({ state: 'contained' });
    second.kill();
    await second.gone;
    await s.quell.close();
    const contained = s.configurations();
    const done = writes().length;

    const url = await restore(file);
    // What a release would put back of the other steps is what is there now: so that they must not be taken up.
    const page = await readFile('docs/operating.md', 'utf8');
    expect(page).toContain(END_PLANS);
    await sql(url, END_PLANS);
    const quell = await start(url);
    const ended = await follow(quell, plan);
    expect(ended.state).not.toBe('running');
    expect(writes().length).toBe(done);
    expect(s.configurations()).toEqual(contained);
    // No step has a receipt that it did not have: none records the contained state as the one to put back.
    const before = new Map(known.steps.map((x) => [x.id, x.receipt?.prior]));
    expect(ended.steps.map((x) => [x.id, x.receipt?.prior])).toEqual(ended.steps.map((x) => [x.id, before.get(x.id)]));
    expect(ended.steps.filter((x) => !x.receipt).map((x) => x.state)).not.toContain('verified');
    expect(await verifyChain(quell.desk.audit.all())).toMatchObject({ valid: true });
  }, 90_000);
});
