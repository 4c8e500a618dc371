import { afterEach, beforeEach, expect, it } from 'vitest';
import { verifyChain } from '../../src/audit/verify.ts';
import type { Call } from '../../src/range/kernel.ts';
import { type Stage, startStage } from './stage.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-host.ts';

let s: Stage;
const workers: WorkerProcess[] = [];
beforeEach(async () => {
  s = await startStage({ roles: new Set(['chat']) });
});
afterEach(async () => {
  for (const worker of workers.splice(0)) {
    worker.kill();
    await worker.gone;
  }
  await s.close();
});

const worker = async () => {
  const started = await startWorkerProcess(s.range, s.setup.databaseUrl);
  workers.push(started);
  return started;
};

/** Kills at the moment when the cloud has acted and has not answered yet: the worst one there is. */
function killAt(victim: WorkerProcess, nth: number, wanted: (call: Call) => boolean): Promise<void> {
  let seen = 0;
  const stop = s.range.kernel.onCall((call) => {
    if (!wanted(call) || ++seen < nth) return;
    stop();
    victim.kill();
  });
  return victim.gone;
}

/** Lets the dead worker's leases run out, as twelve seconds would. */
const letLeasesEnd = (dead: WorkerProcess) =>
  s.quell.db.query(`update step set lease_until = now() - interval '1 second', due_at = now() where lease_owner = $1`, [
    String(dead.pid),
  ]);

const receipts = async () => {
  const { rows } = await s.quell.db.query<{ id: string; body: object }>(
    `select run || '/' || step as id, body from receipt`,
  );
  return new Map(rows.map((r) => [r.id, r.body]));
};
const changed = (call: Call) => call.write && call.who === 'quell-responder';

it('workers killed in the middle of their calls: others finish, the first receipts stand, the release is exact', async () => {
  const before = s.configurations();
  await s.must('ana', 'declare ml-train used from outside sev=1');
  const plan = await s.plan();

  const first = await worker();
  const firstDead = killAt(first, 2, changed);
  await s.must('bo', `approve ${plan}`);
  await s.must('dee', `approve ${plan}`);
  await firstDead;
  const early = await receipts();
  expect(early.size).toBeGreaterThan(0);
  expect((await s.quell.desk.jobs.runOf(plan)).state).toBe('running');

  const second = await worker();
  const secondDead = killAt(second, 3, changed);
  await letLeasesEnd(first);
  await secondDead;
  const later = await receipts();

  await worker();
  await letLeasesEnd(second);
  const run = await s.follow(plan);
  expect(run.state).toBe('contained');
  expect(Math.max(...run.steps.map((x) => x.fence))).toBeGreaterThan(1);
  const atLast = await receipts();
  expect(atLast.size).toBe(run.steps.length);
  for (const [id, body] of [...early, ...later]) expect(atLast.get(id), id).toEqual(body);

  s.range.kernel.advance(48 * 3600);
  const release = await s.plan('release');
  await s.must('bo', `approve ${release}`);
  expect(await s.follow(release)).toMatchObject({ state: 'released' });
  expect(s.configurations()).toEqual(before);
  expect(await verifyChain(s.quell.desk.audit.all())).toMatchObject({ valid: true });
}, 90_000);

it('nothing that was not approved is ever taken up by a worker, however often one starts', async () => {
  await s.must('ana', 'declare ml-train used from outside sev=1');
  const plan = await s.plan();
  await worker();
  await s.must('bo', `approve ${plan}`);
  const run = await s.follow(plan, (r) => r.steps.every((x) => ['verified', 'waiting'].includes(x.state)));
  const doors = run.steps.filter((x) => x.stage > 0);
  expect(doors.map((x) => x.state)).toEqual(doors.map(() => 'waiting'));
  expect((await receipts()).size).toBe(run.steps.length - doors.length);
}, 60_000);
