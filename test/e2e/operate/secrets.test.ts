import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Run } from '../../../src/domain/run.ts';
import { type Stage, startStage } from '../stage.ts';
import { ordersFor, startWorkerProcess, type WorkerProcess } from '../worker-host.ts';
import { type Collector, startCollector } from './collector.ts';
import { type Echo, startEcho } from './echo.ts';

let s: Stage;
let collector: Collector;
let worker: WorkerProcess | undefined;
const echoes: Echo[] = [];
beforeEach(async () => {
  [s, collector] = await Promise.all([startStage({ roles: new Set(['chat']) }), startCollector()]);
});
afterEach(async () => {
  worker?.kill();
  await worker?.gone;
  for (const echo of echoes.splice(0)) await echo.close();
  await collector.close();
  await s.close();
});

async function approved(): Promise<string> {
  await s.must('ana', 'declare ml-train used from outside sev=1');
  const plan = await s.plan();
  await s.must('bo', `approve ${plan}`);
  await s.must('dee', `approve ${plan}`);
  return plan;
}

/** Everything that Quell has written anywhere, by where. */
async function written(plan: string): Promise<Record<string, string>> {
  const metrics = await (await fetch(`${worker!.health}/metrics`)).text();
  worker!.stop();
  await worker!.gone;
  const rows = async (table: string) => JSON.stringify((await s.quell.db.query(`select * from ${table}`)).rows);
  const tables = ['event', 'step', 'receipt', 'applied', 'plan', 'run', 'message'];
  const cards = await Promise.all([`plan ${plan}`, 'show INC-1', 'timeline INC-1'].map((text) => s.say('ana', text)));
  return {
    log: worker!.said(),
    metrics,
    spans: collector.bodies.join('\n'),
    cards: JSON.stringify(cards),
    ...Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await rows(table)] as const))),
  };
}

/** A token, or enough of one to tell that it was cut rather than taken out. */
const parts = (secret: string) =>
  [0, Math.floor(secret.length / 2) - 18, secret.length - 36].map((at) => secret.slice(Math.max(0, at)).slice(0, 36));

const found = (where: Record<string, string>, secrets: Iterable<string>) =>
  [...secrets].flatMap((secret) =>
    Object.entries(where).flatMap(([place, text]) =>
      parts(secret).some((part) => text.includes(part) || text.includes(encodeURIComponent(part)))
        ? [`${place}: ${secret.slice(0, 16)}…`]
        : [],
    ),
  );

it('clouds that repeat tokens in their refusals: no line, card, row, metric or span has one', async () => {
  const orders = ordersFor(s.range, s.setup.databaseUrl);
  const [aws, gcp, azure] = await Promise.all([
    startEcho('aws', orders.aws),
    startEcho('gcp', orders.gcp.endpoint),
    startEcho('azure', orders.azure.resourceManager),
  ]);
  echoes.push(aws, gcp, azure);
  const plan = await approved();
  worker = await startWorkerProcess(s.range, s.setup.databaseUrl, {
    clouds: {
      aws: aws.url,
      gcp: { ...orders.gcp, endpoint: gcp.url },
      azure: { ...orders.azure, graph: azure.url, resourceManager: azure.url },
    },
    tracesUrl: collector.url,
    health: true,
    log: true,
  });
  const failed = (run: Run) => run.steps.every((x) => x.fault !== undefined);
  const run = await s.follow(plan, failed);
  const faults = run.steps.map((x) => x.fault!.message).join('\n');
  // What was refused is told, with its reason; only the secrets in it are not.
  expect(faults).toContain('[secret]');
  expect(new Set(run.steps.map((x) => x.fault!.code.split('.')[0]))).toEqual(new Set(['aws', 'gcp', 'azure']));
  for (const echo of echoes) expect(echo.secrets.size).toBeGreaterThan(0);
  const where = await written(plan);
  expect(where.spans).toContain('error.type');
  expect(where.log).toContain('"level":40');
  expect(
    found(
      where,
      echoes.flatMap((echo) => [...echo.secrets]),
    ),
  ).toEqual([]);
}, 180_000);

it('unknown errors with secrets in their words: the same', async () => {
  const fakes = [
    'xoxb-000000000000-fakefakefake',
    'AKIAFAKEFAKEFAKE0000',
    'eyJmYWtlIjoiZmFrZSJ9.eyJmYWtlIjoiZmFrZSJ9.ZmFrZWZha2U',
    'FakeFake/FakeFake+FakeFake0FakeFake00000',
    'RkFLRUZBS0VGQUtF',
    'fake-sas-signature',
    'fake-db-password',
  ];
  const [slack, aws, jwt, key, pem, sas, db] = fakes;
  const words = `no: ${slack}, ${aws}:${key}, Bearer ${jwt}, -----BEGIN PRIVATE KEY-----\n${pem}\n-----END PRIVATE KEY-----, https://x.example/?sig=${sas}&v=1, postgresql://quell:${db}@db/quell`;
  worker = await startWorkerProcess(s.range, s.setup.databaseUrl, {
    boom: words,
    tracesUrl: collector.url,
    health: true,
    log: true,
  });
  const plan = await approved();
  const run = await s.follow(plan);
  expect(run.steps.some((x) => x.fault?.code === 'quell.bug')).toBe(true);
  const where = await written(plan);
  expect(where.log).toContain('TypeError');
  expect(where.log).toContain('[secret]');
  expect(found(where, fakes)).toEqual([]);
}, 180_000);
