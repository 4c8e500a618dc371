import { afterEach, beforeEach, expect, it } from 'vitest';
import { QUELL } from '../../../src/domain/person.ts';
import { jobRecord } from '../../../src/edge/postgres/jobs.ts';
import { waiting } from './at-once.ts';
import { type Engine, startEngine } from './engine.ts';

let e: Engine;
beforeEach(async () => {
  e = await startEngine();
});
afterEach(() => e.close());

it('whoever joins the line of a full account while its last step ends is woken by that end', async () => {
  const record = jobRecord(e.db, 1);
  for (const door of ['front', 'back']) e.doors.open.set(door, true);
  const plan = await e.plan([{ doors: ['front', 'back'] }]);
  await e.approve(plan);
  const run = plan.id.replace('plan', 'run');
  const held = await record.claim(run, '0-front', 'worker', 60);

  const fault = { code: 'aws.denied', message: 'No.', fix: 'Ask.', retry: 'when-fixed' as const };
  const event = { stream: e.incident.id, type: 'job.failed' as const, actor: QUELL, summary: 'failed', data: {} };
  const end = () => record.end({ run, step: '0-front', lease: held!.lease }, { state: 'failed', fault }, event);
  // The other step has counted, found no room, and stands in a line that nobody can see yet.
  let ended: ReturnType<typeof end> | undefined;
  await e.db.transaction(async (sql) => {
    const asked = [{ run, id: '0-back', lease: 'other', seconds: 60, whole: false }];
    expect((await sql.query('select * from claim_steps($1, 1)', [JSON.stringify(asked)])).rows).toEqual([]);
    ended = end();
    await waiting(e, 1);
  });
  expect((await ended!).due.map((wake) => wake.id)).toEqual([`${run}/0-back`]);
});
