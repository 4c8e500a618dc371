import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../../src/audit/verify.ts';
import { type EmbeddedDatabase, startEmbedded } from '../../src/edge/postgres/embedded.ts';
import { startQuell } from '../../src/process/start.ts';
import { soon } from '../soon.ts';
import { follow, type Stage, startStage } from './stage.ts';
import { steadyAddress } from './steady-address.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function stage(...given: Parameters<typeof startStage>): Promise<Stage> {
  const s = await startStage(...given);
  closers.push(() => s.close());
  return s;
}

/** Throws away every wake-up that the queue holds, and says how many there were. */
async function wipe(s: Stage, tries = 10): Promise<number> {
  try {
    const { rowCount } = await s.quell.db.query('delete from quell_queue.job');
    return rowCount ?? 0;
  } catch (error) {
    // PostgreSQL ends one of two that wait for each other, a worker's statement or this one.
    if (tries === 1) throw error;
    return wipe(s, tries - 1);
  }
}

describe('a queue that forgets', () => {
  it('everything before a worker came: the sweeper finds it in the record', async () => {
    const s = await stage({ roles: new Set(['chat']) });
    await s.must('ana', 'declare ml-train used from outside');
    const plan = await s.plan();
    await s.must('bo', `approve ${plan}`);
    await s.must('dee', `approve ${plan}`);
    expect(await wipe(s)).toBeGreaterThan(0);
    const worker = await startQuell({ ...s.setup, roles: new Set(['worker']) });
    closers.push(() => worker.close());
    expect(await s.follow(plan)).toMatchObject({ state: 'contained' });
  });

  it('again and again in mid-run, and loses nothing', async () => {
    const s = await stage({}, 300);
    await s.must('ana', 'declare ml-train used from outside');
    const plan = await s.plan();
    await s.must('bo', `approve ${plan}`);
    let wiped = 0;
    await s.must('dee', `approve ${plan}`);
    const run = await s.follow(plan, (r) => r.steps.some((x) => x.state === 'applied'));
    expect(run.state).toBe('running');
    for (;;) {
      const changed = s.quell.nextChange();
      await wipe(s);
      wiped += 1;
      if ((await s.quell.desk.jobs.runOf(plan)).state !== 'running') break;
      await changed;
    }
    expect(wiped).toBeGreaterThan(3);
    expect(await s.quell.desk.jobs.runOf(plan)).toMatchObject({ state: 'contained' });
    expect(await verifyChain(s.quell.desk.audit.all())).toMatchObject({ valid: true });
  });
});

describe('a database that is restarted in mid-run', () => {
  it('comes back to a run that goes on to its end', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'quell-outage-'));
    await chmod(directory, 0o755);
    closers.push(() => rm(directory, { recursive: true, force: true }));
    let server: EmbeddedDatabase = await startEmbedded(directory);
    closers.push(() => server.stop());
    const proxy = await steadyAddress(() => Number(new URL(server.url).port));
    closers.push(() => proxy.close());
    const url = new URL(server.url);
    url.port = String(proxy.port);

    const s = await stage({ databaseUrl: url.href }, 1000);
    const before = s.configurations();
    await s.must('ana', 'declare ml-train used from outside');
    const plan = await s.plan();
    await s.must('bo', `approve ${plan}`);
    await s.must('dee', `approve ${plan}`);
    await s.follow(plan, (r) => r.steps.some((x) => x.state === 'applied'));

    await server.stop();
    proxy.cut();
    const during = await s.say('ana', 'show INC-1');
    expect(during).toMatchObject({ exit: 1, card: { id: 'database.unreachable' } });
    expect(during.card.summary).toMatch(/does not answer\. Start it/);
    server = await startEmbedded(directory);
    await soon(() => s.quell.db.query(`update step set lease_until = now(), due_at = now() where lease_until > now()`));

    const run = await follow(s.quell, plan);
    expect(run.state).toBe('contained');
    s.range.kernel.advance(48 * 3600);
    const release = await s.plan('release');
    await s.must('bo', `approve ${release}`);
    expect(await s.follow(release)).toMatchObject({ state: 'released' });
    expect(s.configurations()).toEqual(before);
    expect(await verifyChain(s.quell.desk.audit.all())).toMatchObject({ valid: true });
  }, 90_000);
});
