import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reminder } from '../../../src/approval/record.ts';
import type { Receipt } from '../../../src/domain/action.ts';
import type { EventType } from '../../../src/domain/event.ts';
import { QUELL } from '../../../src/domain/person.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { type Engine, startEngine, tiered } from './engine.ts';

let e: Engine;
beforeEach(async () => {
  e = await startEngine();
  for (const door of ['front', 'back', 'cellar']) e.doors.open.set(door, true);
});
afterEach(() => e.close());

const TWO = [{ group: 'security', count: 2 }];
const receipt: Receipt = { prior: { open: true }, readAt: '2026-11-22T03:12:40.000Z' };
const event = (type: EventType = 'approval.withdrawn') => ({
  stream: e.incident.id,
  type,
  actor: QUELL,
  summary: 'x',
  data: {},
});
const told = async (type: EventType) => (await e.audit.events(e.incident.id)).filter((x) => x.type === type);
const states = async (plan: Plan) => (await e.record.runOf(plan.id)).steps.map((s) => s.state);
const takeBack = (plan: Plan, person = 'bo') => e.waiting.takeBack(plan, person, event('approval.taken-back'));
const withdraw = (plan: Plan) => e.waiting.withdraw(plan, event());

/** Holds the incident while all of these begin, so that each has begun before any of them has ended. */
async function atOnce<T extends unknown[]>(...acts: { [I in keyof T]: () => Promise<T[I]> }): Promise<T> {
  const waits = `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  let asked: Promise<unknown>[] = [];
  await e.db.transaction(async (sql) => {
    await sql.query('select hold($1)', [e.incident.id]);
    asked = acts.map((act) => act());
    for (const one of asked) one.catch(() => undefined);
    await expect.poll(async () => (await e.db.query<{ n: number }>(waits)).rows[0]!.n).toBe(acts.length);
  });
  return Promise.all(asked) as Promise<T>;
}

describe('a vote', () => {
  it('can be taken back while no stage rests on votes, and given again', async () => {
    const plan = await e.plan([{ doors: ['front'], needs: TWO }]);
    await e.approve(plan, 'bo');
    expect(await takeBack(plan)).toMatchObject({ outcome: 'taken-back', votes: [], plan: { status: 'pending' } });
    expect(await told('approval.taken-back')).toHaveLength(1);
    expect(await e.approve(plan, 'cy')).toMatchObject({ plan: { status: 'pending' } });
    expect(await e.approve(plan, 'bo')).toMatchObject({ outcome: 'counted', plan: { status: 'approved' } });
  });

  it('cannot be taken back by somebody who gave none', async () => {
    const plan = await e.plan([{ doors: ['front'], needs: TWO }]);
    await e.approve(plan, 'bo');
    expect(await takeBack(plan, 'cy')).toMatchObject({ outcome: 'none', votes: [{ person: 'bo' }] });
    expect(await told('approval.taken-back')).toHaveLength(0);
  });

  it('cannot be taken back once a stage rests on it, though others wait', async () => {
    const plan = await e.plan([{ doors: ['front'] }, { doors: ['back'], needs: TWO }]);
    await e.approve(plan, 'bo');
    expect(await takeBack(plan)).toMatchObject({ outcome: 'late', votes: [{ person: 'bo' }] });
    await e.drain();
    expect(await takeBack(plan)).toMatchObject({ outcome: 'late' });
  });

  it('cannot be taken back when a later stage rests on it, though nothing has begun', async () => {
    const plan = await e.plan([{ doors: ['front'], needs: TWO }, { doors: ['back'] }]);
    await e.approve(plan, 'bo');
    expect(await states(plan)).toEqual(['waiting', 'waiting']);
    expect(await takeBack(plan)).toMatchObject({ outcome: 'late' });
  });

  it.each([true, false])('is taken back, or joined by the second, and never both (taken first: %s)', async (first) => {
    const plan = await e.plan([{ doors: ['front'], needs: TWO }]);
    await e.approve(plan, 'bo');
    const take = () => takeBack(plan);
    const join = () => e.approve(plan, 'cy');
    const [taken, voted] = first ? await atOnce(take, join) : (await atOnce(join, take)).toReversed();
    expect(voted!.outcome).toBe('counted');
    const back = taken!.outcome === 'taken-back';
    expect(back).toBe(voted!.plan.status === 'pending');
    await e.drain();
    expect(e.doors.writes).toHaveLength(back ? 0 : 1);
  });

  it('and another at the same moment make one quorum', async () => {
    const plan = await e.plan([{ doors: ['front'], needs: TWO }]);
    const votes = await atOnce(
      () => e.approve(plan, 'bo'),
      () => e.approve(plan, 'cy'),
    );
    expect(votes.map((v) => v.plan.status).toSorted()).toEqual(['approved', 'pending']);
    expect(votes.map((v) => v.outcome)).toEqual(['counted', 'counted']);
    await Promise.all([e.drain(e.worker('a')), e.drain(e.worker('b'))]);
    expect(e.doors.writes).toEqual(['front=false']);
  });
});

describe('a plan that is withdrawn', () => {
  it('never starts what had not started, and says how much that was', async () => {
    const plan = await e.plan([{ doors: ['front'] }, { doors: ['back', 'cellar'], after: 'verified' }]);
    await e.approve(plan);
    e.doors.settled = false;
    await e.drain();
    expect(await withdraw(plan)).toMatchObject({ outcome: 'withdrawn', stopped: 2, plan: { status: 'withdrawn' } });
    e.doors.settled = true;
    await e.db.query(`update step set due_at = now() where state = 'applied'`);
    await e.drain();
    expect(e.doors.writes).toEqual(['front=false']);
    expect(await states(plan)).toEqual(['verified', 'cancelled', 'cancelled']);
    expect(await told('approval.withdrawn')).toHaveLength(1);
  });

  it('has no step on the queue that could be claimed', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.approve(plan);
    const run = plan.id.replace('plan', 'run');
    expect(await withdraw(plan)).toMatchObject({ outcome: 'withdrawn', stopped: 1 });
    expect(await e.record.claim(run, '0-front', 'w', 60)).toBeUndefined();
    expect(await e.record.due(10)).toEqual([]);
    expect(await e.record.runOf(plan.id)).toMatchObject({ state: 'cancelled' });
  });

  it('is refused by the gate when a worker has its step already', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.approve(plan);
    const run = plan.id.replace('plan', 'run');
    const held = await e.record.claim(run, '0-front', 'w', 60);
    expect(await withdraw(plan)).toMatchObject({ outcome: 'withdrawn', stopped: 1 });
    const fence = { run, step: '0-front', lease: held!.lease };
    expect(await e.record.intend(fence, receipt, 4, event('action.intended'))).toEqual({ refused: 'not approved' });
  });

  it('and the intent of its step come one after the other', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.approve(plan);
    const run = plan.id.replace('plan', 'run');
    const held = await e.record.claim(run, '0-front', 'w', 60);
    const fence = { run, step: '0-front', lease: held!.lease };
    const [intended, withdrawn] = await atOnce(
      () => e.record.intend(fence, receipt, 4, event('action.intended')),
      () => withdraw(plan),
    );
    // Either the step had begun and there was nothing left to stop, or it was stopped and has not begun.
    expect('receipt' in intended).toBe(withdrawn.outcome === 'late');
    expect((await e.plans.plan(plan.id)).status).toBe(withdrawn.outcome === 'late' ? 'approved' : 'withdrawn');
  });

  it('takes no vote any more, and can be asked for again', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await withdraw(plan);
    expect(await e.approve(plan)).toMatchObject({ outcome: 'late', plan: { status: 'withdrawn' } });
    expect(await withdraw(plan)).toMatchObject({ outcome: 'late', stopped: 0 });
    expect(await e.approve(await e.plan([{ doors: ['front'] }]))).toMatchObject({ plan: { status: 'approved' } });
  });

  it('is late when everything has begun', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.approve(plan);
    await e.drain();
    expect(await withdraw(plan)).toMatchObject({ outcome: 'late', plan: { status: 'approved' } });
    expect(await told('approval.withdrawn')).toHaveLength(0);
  });
});

describe('a plan that takes the place of another', () => {
  const narrow = (plan: Plan) => e.plan([{ doors: ['front'] }], {}, plan.id);

  it('ends that one with its votes, and lasts no longer', async () => {
    const wide = await e.plan([{ doors: ['front', 'back'], needs: TWO }]);
    await e.approve(wide, 'bo');
    await e.db.query(`update plan set execute_by = now() + interval '5 minutes' where id = $1`, [wide.id]);
    const { executeBy } = await e.plans.plan(wide.id);
    const small = await narrow(wide);
    expect(await e.plans.plan(wide.id)).toMatchObject({ status: 'superseded' });
    expect(await e.record.runOf(wide.id)).toMatchObject({ state: 'cancelled' });
    expect(small).toMatchObject({ status: 'pending', executeBy, approveBy: executeBy });
    expect(await e.approvals.votes(small.id)).toEqual([]);
    expect(await e.approve(wide, 'cy')).toMatchObject({ outcome: 'late' });
  });

  it('never lasts longer than it would by itself', async () => {
    const small = await narrow(await e.plan([{ doors: ['front', 'back'] }]));
    expect(Date.parse(small.executeBy) - Date.parse(small.createdAt)).toBeLessThanOrEqual(3_600_000);
    expect(Date.parse(small.approveBy) - Date.parse(small.createdAt)).toBe(600_000);
  });

  it('is refused when something of that one has begun, or it waits no longer', async () => {
    const begun = await e.plan([{ doors: ['front'] }, { doors: ['back'], needs: TWO }]);
    await e.approve(begun);
    await expect(narrow(begun)).rejects.toMatchObject({ code: 'plan.started' });
    expect((await e.plans.plan(begun.id)).status).toBe('pending');
    const gone = await e.plan([{ doors: ['cellar'] }]);
    await withdraw(gone);
    await expect(narrow(gone)).rejects.toMatchObject({ code: 'plan.started' });
    expect(await e.plans.plansOf(e.incident.id)).toHaveLength(2);
  });

  it('or the second vote comes first, and never both', async () => {
    const wide = await e.plan([{ doors: ['front'], needs: TWO }]);
    await e.approve(wide, 'bo');
    const [voted, small] = await atOnce(
      () => e.approve(wide, 'cy'),
      () => narrow(wide).catch((fault: { code: string }) => fault.code),
    );
    expect(voted.outcome === 'counted').toBe(small === 'plan.started');
  });
});

describe('time', () => {
  const remind = () =>
    e.waiting.remind((plan, what) => ({ ...event('approval.reminded'), data: { plan: plan.id, what } }));
  const reminded = async () => (await told('approval.reminded')).map((x) => x.data.what as Reminder);
  /** Of the ten minutes in which it can be approved. */
  const pass = (minutes: number) =>
    e.db.query(
      `update plan set created_at = created_at - make_interval(mins => $1), approve_by = approve_by - make_interval(mins => $1),
         remind_at = remind_at - make_interval(mins => $1)`,
      [minutes],
    );

  it('makes a reminder due at half and at most of the window, each once', async () => {
    await e.plan([{ doors: ['front'] }]);
    const seen: [number, number][] = [];
    for (const minutes of [0, 4, 1, 0, 2, 1, 1]) {
      await pass(minutes);
      seen.push([minutes, await remind()]);
    }
    expect(seen.map(([, told]) => told)).toEqual([0, 0, 1, 0, 0, 1, 0]);
    expect(await reminded()).toEqual(['half', 'most']);
  });

  it('asks each tier once, when its time has come', async () => {
    await e.plan([
      { doors: ['front'], needs: [tiered('security', 1, 'lead', 120)] },
      { doors: ['back'], needs: [tiered('cloud', 1, 'lead', 120)] },
      { doors: ['cellar'], needs: [tiered('cloud', 1, 'chiefs', 540)] },
    ]);
    for (const minutes of [1, 1, 1, 6]) {
      await pass(minutes);
      await remind();
    }
    expect(await reminded()).toEqual(['tier:lead', 'most', 'tier:chiefs']);
  });

  it('asks no tier about a stage that is approved, nor reminds of a plan that does not wait', async () => {
    const partly = await e.plan([
      { doors: ['front'], needs: [tiered('security', 1, 'lead', 120)] },
      { doors: ['back'], needs: TWO },
    ]);
    await e.approve(partly);
    const gone = await e.plan([{ doors: ['cellar'] }]);
    await withdraw(gone);
    await pass(6);
    expect(await remind()).toBe(1);
    expect((await told('approval.reminded')).map((x) => x.data)).toEqual([{ plan: partly.id, what: 'half' }]);
  });

  it('is told by one of the workers that look at the same moment', async () => {
    await e.plan([{ doors: ['front'] }]);
    await pass(6);
    const all = await atOnce(remind, remind, remind);
    expect(all.toSorted()).toEqual([0, 0, 1]);
    expect(await reminded()).toEqual(['half']);
  });

  it('of the plan is the wall’s: an intent that had to wait is refused when it is over', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.approve(plan);
    const run = plan.id.replace('plan', 'run');
    const held = await e.record.claim(run, '0-front', 'w', 60);
    const waits = `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    let intended: Promise<unknown> = Promise.resolve();
    await e.db.transaction(async (sql) => {
      await sql.query('select hold($1)', [e.incident.id]);
      intended = e.record.intend({ run, step: '0-front', lease: held!.lease }, receipt, 4, event('action.intended'));
      await expect.poll(async () => (await e.db.query<{ n: number }>(waits)).rows[0]!.n).toBe(1);
      await sql.query('update plan set execute_by = clock_timestamp() where id = $1', [plan.id]);
    });
    expect(await intended).toEqual({ refused: 'expired' });
  });
});
