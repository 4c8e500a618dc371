import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ROOMS } from '../../../src/domain/event.ts';
import { openWatch, type Watching } from '../../../src/process/watch/open.ts';
import { type Family, readScrape } from '../../edge/metrics/read.ts';
import { type Stage, startStage } from '../stage.ts';
import { startWorkerProcess, type WorkerProcess } from '../worker-host.ts';

const LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

let s: Stage;
let chat: Watching;
let chatUrl: string;
let worker: WorkerProcess;
beforeEach(async () => {
  chat = await openWatch({ roles: ['chat'], healthHost: '127.0.0.1', healthPort: 0 }, LOG);
  s = await startStage({ roles: new Set(['chat']), watch: chat.watch! });
  chatUrl = (await chat.serve(s.quell))!;
  worker = await startWorkerProcess(s.range, s.setup.databaseUrl, { health: true, log: true });
});
afterEach(async () => {
  worker.kill();
  await worker.gone;
  await chat.close();
  await s.close();
});

async function scrape(url: string): Promise<Map<string, Family>> {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return readScrape(await answer.text());
}

const value = (family: Family | undefined, labels: Record<string, string>, name?: string) =>
  family?.samples.find((x) => (!name || x.name === name) && Object.entries(labels).every(([k, v]) => x.labels[k] === v))
    ?.value;

async function contained(): Promise<number> {
  await s.must('ana', 'declare ml-train used from outside sev=1');
  const plan = await s.plan();
  await s.must('bo', `approve ${plan}`);
  await s.must('dee', `approve ${plan}`);
  const run = await s.follow(plan);
  expect(run.state).toBe('contained');
  return run.steps.length;
}

describe('what Prometheus reads of a Quell that has carried out a plan', () => {
  it('tells each room of the flow, in the process where it happens, in the words of the flow', async () => {
    const steps = await contained();
    const events = (of: Map<string, Family>, room: string, type: string) =>
      of
        .get('quell_events_total')!
        .samples.filter((x) => x.labels.room === room && x.labels.type === type)
        .reduce((n, x) => n + x.value, 0);
    // The record tells of a step before the worker that wrote it has counted it.
    const counted = async () => expect(events(await scrape(worker.health!), 'verify', 'contained')).toBe(steps);
    await vi.waitFor(counted, 10_000);
    const [told, done] = [await scrape(chatUrl), await scrape(worker.health!)];
    expect(events(told, 'command', 'declared')).toBe(1);
    expect(events(told, 'plan', 'frozen')).toBe(1);
    expect(events(told, 'approval', 'voted')).toBe(2);
    expect(events(done, 'action', 'intended')).toBe(steps);
    expect(events(done, 'action', 'applied')).toBe(steps);
    expect(events(done, 'verify', 'contained')).toBe(steps);
    const took = (of: Map<string, Family>, room: string) =>
      of
        .get('quell_duration_seconds')!
        .samples.filter((x) => x.name.endsWith('_count') && x.labels.room === room)
        .reduce((n, x) => n + x.value, 0);
    expect([took(told, 'command'), took(told, 'plan')]).toEqual([4, 1]);
    await vi.waitFor(async () => expect(took(await scrape(worker.health!), 'approval')).toBe(1), 10_000);
    expect([took(done, 'action'), took(done, 'verify')]).toEqual([steps, steps]);
    expect(took(done, 'job')).toBeGreaterThanOrEqual(steps);
    expect(took(done, 'audit')).toBeGreaterThanOrEqual(3 * steps);
    const clouds = done.get('quell_events_total')!.samples.filter((x) => x.labels.type === 'applied');
    expect(clouds.map((x) => x.labels.cloud).sort()).toEqual(['aws', 'azure', 'gcp']);
  });

  it('tells what the policy answered, and nothing of it where nobody asks', async () => {
    await s.must('ana', 'declare ml-train used from outside sev=1');
    const asked = async (url: string, answer: string) =>
      value((await scrape(url)).get('quell_policy_seconds'), { answer }, 'quell_policy_seconds_count') ?? 0;
    expect([await asked(chatUrl, 'yes'), await asked(chatUrl, 'no')]).toEqual([1, 0]);
    await s.say('ana', `approve ${await s.plan()}`);
    expect(await asked(chatUrl, 'no')).toBe(1);
    expect([await asked(chatUrl, 'none'), await asked(worker.health!, 'yes')]).toEqual([0, 0]);
  });

  it('shows how the record stands, from either process', async () => {
    await s.must('ana', 'declare ml-train used from outside sev=1');
    await s.plan();
    for (const url of [chatUrl, worker.health!]) {
      const now = await scrape(url);
      expect(value(now.get('quell_record_up'), {})).toBe(1);
      expect(value(now.get('quell_incidents_open'), { room: 'command' })).toBe(1);
      expect(value(now.get('quell_plans_pending'), { room: 'approval' })).toBe(1);
      for (const state of ['due', 'running', 'applied', 'in-doubt'])
        expect(value(now.get('quell_steps'), { room: 'job', state }), state).toBe(0);
      expect(value(now.get('quell_oldest_due_seconds'), { room: 'job' })).toBe(0);
      expect(value(now.get('quell_card_lag_seconds'), {})).toBe(0);
      expect(value(now.get('process_resident_memory_bytes'), {})).toBeGreaterThan(1e7);
    }
  });

  it('has no label that somebody could choose: names, ids and targets of incidents are nowhere in it', async () => {
    await contained();
    for (const of of [await scrape(chatUrl), await scrape(worker.health!)]) {
      for (const [name, family] of of) {
        if (!name.startsWith('quell_')) continue;
        for (const { labels } of family.samples) {
          const { room, cloud, type, state, answer, le, ...others } = labels;
          expect(others, name).toEqual({});
          if (room) expect(ROOMS, name).toContain(room);
          if (cloud) expect(['aws', 'gcp', 'azure', 'none'], name).toContain(cloud);
          if (type) expect(type, name).toMatch(/^[a-z]+(-[a-z]+)*$/);
          if (state) expect(['due', 'running', 'applied', 'in-doubt']).toContain(state);
          if (answer) expect(['yes', 'no', 'none']).toContain(answer);
          if (le) expect(le).toMatch(/^(\+Inf|[\d.]+)$/);
        }
      }
    }
  });

  it('asks the record once a second at most, however often it is scraped', async () => {
    let asked = 0;
    const { query } = s.quell.db;
    s.quell.db.query = (text, values) => {
      if (text.includes('as incidents')) asked++;
      return query(text, values);
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: 40 }, () => scrape(chatUrl)));
    // A busy machine may take longer than a second for forty.
    const seconds = Math.ceil((performance.now() - began) / 1000);
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(seconds);
  });
});

describe('what an orchestrator asks', () => {
  it('is answered by either role, and by nothing else on that port', async () => {
    for (const url of [chatUrl, worker.health!]) {
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ ready: true });
      for (const path of ['/', '/constructor', '/incidents/INC-1']) expect((await fetch(url + path)).status).toBe(404);
      expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(405);
    }
  });

  it('says why not, by a code: another schema', async () => {
    await s.quell.db.query('insert into migration (id) values (9999)');
    for (const url of [chatUrl, worker.health!]) {
      const answer = await fetch(`${url}/readyz`);
      expect(answer.status).toBe(503);
      expect(await answer.json()).toEqual({ ready: false, code: 'database.schema' });
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
    }
  });

  it('says why not: a record that is gone; and the scrape goes on without it', async () => {
    const { query } = s.quell.db;
    s.quell.db.query = () => new Promise(() => undefined);
    const answer = await fetch(`${chatUrl}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ ready: false, code: 'health.late' });
    const now = await scrape(chatUrl);
    expect(value(now.get('quell_record_up'), {})).toBe(0);
    expect(now.get('quell_steps')?.samples).toEqual([]);
    s.quell.db.query = query;
  });
});
