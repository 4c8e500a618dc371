import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Event } from '../../../src/domain/event.ts';
import { type Stage, startStage } from '../stage.ts';
import { startWorkerProcess, type WorkerProcess } from '../worker-host.ts';
import type { How } from '../worker-orders.ts';

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

async function worker(how: How = {}): Promise<WorkerProcess> {
  const started = await startWorkerProcess(s.range, s.setup.databaseUrl, { log: true, ...how });
  workers.push(started);
  return started;
}

async function approved(stage = s): Promise<string> {
  await stage.must('ana', 'declare ml-train used from outside sev=1');
  const plan = await stage.plan();
  await stage.must('bo', `approve ${plan}`);
  await stage.must('dee', `approve ${plan}`);
  return plan;
}

/** What changed the clouds, each as often as it did. */
const writesOf = ({ range }: Stage) =>
  range.kernel.calls
    .filter((c) => c.write && c.allowed && c.who === 'quell-responder')
    .map((c) => `${c.permission} ${c.resource}`.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID'))
    .sort();

/** The same of a run in which nobody is replaced. */
async function calmWrites(): Promise<string[]> {
  const calm = await startStage();
  try {
    await calm.follow(await approved(calm));
    return writesOf(calm);
  } finally {
    await calm.close();
  }
}

const stepsOf = (events: Event[], type: string) =>
  events.filter((e) => e.type === type).map((e) => String(e.data.step));
const twice = (list: string[]) => list.filter((x, i) => list.indexOf(x) !== i);
const holding = (w: WorkerProcess) => vi.waitFor(() => expect(w.holds.length).toBeGreaterThan(0), { timeout: 20_000 });

/** Who holds leases, in the record: each has a name of its own, and then one for each lease. */
async function owners(): Promise<string[]> {
  const { rows } = await s.quell.db.query<{ owner: string }>(
    `select distinct split_part(lease_owner, ' ', 1) as owner from step where lease_owner is not null`,
  );
  return rows.map((row) => row.owner);
}

it('work in hand is finished: not ready at once, nothing new is taken, and nothing is done again', async () => {
  const old = await worker({ hold: true, health: true, concurrency: 2 });
  const plan = await approved();
  await vi.waitFor(() => expect(old.holds).toHaveLength(2), { timeout: 20_000 });

  old.stop();
  await vi.waitFor(async () => {
    const answer = await fetch(`${old.health}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ ready: false, code: 'quell.stopping' });
  }, 10_000);
  expect((await fetch(`${old.health}/healthz`)).status).toBe(200);
  old.go();
  await old.gone;
  const early = stepsOf(await s.timeline('INC-1'), 'action.applied');
  expect(early.length).toBe(2);

  await worker();
  const run = await s.follow(plan);
  expect(run.state).toBe('contained');
  const events = await s.timeline('INC-1');
  expect(twice(stepsOf(events, 'action.intended'))).toEqual([]);
  expect(twice(stepsOf(events, 'action.applied'))).toEqual([]);
  expect(old.said()).not.toMatch(/"level":(40|50|60)/);
}, 180_000);

it('two workers are replaced while their steps are slow: nothing lost, nothing done twice, and no step waits for a lease', async () => {
  // Three clouds begin with a step each at least, so neither can take them all.
  const slow = { hold: true, stopMs: 300, concurrency: 2 };
  const [one, two] = [await worker(slow), await worker(slow)];
  const plan = await approved();
  await Promise.all([holding(one), holding(two)]);
  const old = await owners();
  expect(old).toHaveLength(2);

  const three = await worker();
  one.stop();
  await one.gone;
  const four = await worker();
  two.stop();
  await two.gone;
  // Not a question of seconds: nothing stands under a lease of those who are gone.
  expect((await owners()).filter((owner) => old.includes(owner))).toEqual([]);

  const run = await s.follow(plan);
  expect(run.state).toBe('contained');
  expect(run.steps.map((x) => x.state)).toEqual(run.steps.map(() => 'verified'));
  const events = await s.timeline('INC-1');
  // Intended by the old and by the new worker; carried out by the new one alone.
  expect(twice(stepsOf(events, 'action.intended')).length).toBeGreaterThan(0);
  expect(twice(stepsOf(events, 'action.applied'))).toEqual([]);
  expect(events.filter((e) => /^job\.(failed|delayed|in-doubt)$/.test(e.type))).toEqual([]);
  expect(writesOf(s)).toEqual(await calmWrites());
  const given = [one, two].flatMap((w) =>
    [...w.said().matchAll(/"id":"[^"/]+\/([^"]+)","counted":true,"msg":"given on to another worker"/g)].map(
      (m) => m[1]!,
    ),
  );
  expect(new Set(given)).toEqual(new Set(twice(stepsOf(events, 'action.intended'))));
  for (const next of [three, four]) expect(next.said()).not.toMatch(/"level":(50|60)/);
}, 180_000);
