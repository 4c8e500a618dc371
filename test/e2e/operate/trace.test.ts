import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Secret } from '../../../src/config/secret.ts';
import { openWatch, type Watching } from '../../../src/process/watch/open.ts';
import { type Stage, startStage } from '../stage.ts';
import { startWorkerProcess, type WorkerProcess } from '../worker-host.ts';
import { type Collector, type SeenSpan, startCollector } from './collector.ts';

const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

let collector: Collector;
let s: Stage;
let chat: Watching;
let worker: WorkerProcess;
beforeEach(async () => {
  collector = await startCollector();
  chat = await openWatch(
    {
      roles: ['chat'],
      healthHost: '127.0.0.1',
      tracesUrl: collector.url,
      traceHeaders: new Secret('x-key=fake%20key'),
    },
    LOG,
  );
  s = await startStage({ roles: new Set(['chat']), watch: chat.watch! });
  worker = await startWorkerProcess(s.range, s.setup.databaseUrl, { tracesUrl: collector.url });
});
afterEach(async () => {
  worker.kill();
  await worker.gone;
  await chat.close();
  await s.close();
  await collector.close();
});

/** Ends both processes' tracing, which sends what is left. */
async function all(): Promise<SeenSpan[]> {
  worker.stop();
  await worker.gone;
  await chat.close();
  return collector.spans;
}

const inside = (inner: SeenSpan, outer: SeenSpan) =>
  // Two clocks of one machine, in whole milliseconds at one end.
  inner.startMs >= outer.startMs - 2 && inner.endMs <= outer.endMs + 2;

it('one trace a plan: from the click through the worker to every call of a cloud, whole, without any stored state', async () => {
  await s.must('ana', 'declare ml-train used from outside sev=1');
  const plan = await s.plan();
  const { digest } = await s.quell.desk.plans.plan(plan);
  await s.must('bo', `approve ${plan}`);
  await s.must('dee', `approve ${plan}`);
  const run = await s.follow(plan);
  expect(run.state).toBe('contained');
  const spans = await all();

  const [traceId, rootId] = [digest.slice(0, 32), digest.slice(32, 48)];
  const trace = spans.filter((x) => x.traceId === traceId);
  const byId = new Map(trace.map((x) => [x.spanId, x]));
  expect(byId.size).toBe(trace.length);
  const root = byId.get(rootId)!;
  expect(root).toMatchObject({ name: 'plan freeze', attributes: { 'quell.plan': plan, 'quell.digest': digest } });
  expect(root.parentSpanId).toBeUndefined();
  const orphans = trace.filter((x) => x !== root && !byId.has(x.parentSpanId ?? ''));
  expect(orphans.map((x) => x.name)).toEqual([]);

  const path = (x: SeenSpan): string[] => (x === root ? [x.name] : [...path(byId.get(x.parentSpanId!)!), x.name]);
  const paths = (name: string) => trace.filter((x) => x.name === name).map((x) => path(x).join(' > '));
  expect(paths('approval vote')).toEqual(Array(2).fill('plan freeze > command approve > approval vote'));
  for (const name of ['job claim', 'job intend', 'action inspect', 'action apply', 'verify look', 'audit append'])
    expect(new Set(paths(name)), name).toEqual(new Set([`plan freeze > job step > ${name}`]));
  for (const step of run.steps) {
    const of = trace.filter((x) => x.name === 'job step' && x.attributes['quell.step'] === `${run.id}/${step.id}`);
    const under = trace.filter((x) => of.some((o) => o.spanId === x.parentSpanId)).map((x) => x.name);
    for (const name of ['job claim', 'job intend', 'action apply', 'verify look'])
      expect(under, step.id).toContain(name);
  }

  const calls = trace.filter((x) => path(x).includes('action apply') && x.name !== 'action apply');
  const clouds = new Set(calls.map((x) => byId.get(x.parentSpanId!)!.attributes['quell.cloud']));
  expect(clouds).toEqual(new Set(['aws', 'gcp', 'azure']));
  for (const call of calls) {
    expect(call.attributes).toMatchObject({ 'http.request.method': call.name, 'server.address': '127.0.0.1' });
    expect(call.attributes['http.response.status_code']).toBeGreaterThanOrEqual(200);
    expect(call.attributes['url.path']).not.toMatch(/[?#]/);
  }
  const writes = s.range.kernel.calls.filter((c) => c.write && c.who === 'quell-responder' && c.allowed);
  expect(calls.length).toBeGreaterThanOrEqual(writes.length);
  for (const x of trace) {
    const parent = byId.get(x.parentSpanId ?? '');
    if (parent && parent !== root) expect(inside(x, parent), path(x).join(' > ')).toBe(true);
  }
  expect(new Set(trace.map((x) => x.instance))).toEqual(new Set([String(process.pid), String(worker.pid)]));

  const command = spans.find((x) => x.name === 'command contain')!;
  expect(command.traceId).not.toBe(traceId);
  expect(command.links).toEqual([{ traceId, spanId: rootId }]);
  expect(root.links).toEqual([{ traceId: command.traceId, spanId: command.spanId }]);
  expect(spans.some((x) => x.parentSpanId === command.spanId && x.attributes['http.request.method'])).toBe(true);
}, 180_000);

it('no secret, header, body or query is in a span; the collector’s key goes to the collector alone', async () => {
  await s.must('ana', 'declare ml-train used from outside sev=1');
  const plan = await s.plan();
  await s.must('bo', `deny ${plan} reason="no"`);
  await all();
  expect(collector.headers.some((h) => h['x-key'] === 'fake key')).toBe(true);
  const sent = collector.bodies.join('\n');
  expect(sent).toContain('command deny');
  const leaked = /fake key|bearer|eyJ[\w-]+\.|AKIA|ASIA|x-amz|client_assertion|[?&]sig=|Signature=/i.exec(sent);
  expect(leaked?.[0]).toBeUndefined();
}, 180_000);

it('a collector that refuses costs no more, at the end either', async () => {
  const refusing = createServer((_, answer) => answer.writeHead(400).end()).listen(0, '127.0.0.1');
  await once(refusing, 'listening');
  const { port } = refusing.address() as AddressInfo;
  const warned: string[] = [];
  const log = { ...LOG, warn: (_: object, message: string) => void warned.push(message) };
  const watching = await openWatch(
    { roles: ['chat'], healthHost: '127.0.0.1', tracesUrl: `http://127.0.0.1:${port}` },
    log,
  );
  await watching.watch!.traces.run('command', {}, async () => undefined);
  await watching.close();
  expect(warned).toEqual(['the last spans could not be sent']);
  refusing.close();
});

it('a collector that is away costs nothing but its spans', async () => {
  await collector.close();
  await s.must('ana', 'declare ml-train used from outside sev=1');
  const plan = await s.plan();
  await s.must('bo', `approve ${plan}`);
  await s.must('dee', `approve ${plan}`);
  expect((await s.follow(plan)).state).toBe('contained');
  await all();
  expect(s.errors).toEqual([]);
}, 180_000);
