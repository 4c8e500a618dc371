import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Receipt } from '../../../src/domain/action.ts';
import type { EventType } from '../../../src/domain/event.ts';
import { QUELL } from '../../../src/domain/person.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { atOnce } from './at-once.ts';
import { type Engine, startEngine } from './engine.ts';

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
    const [taken, voted] = first ? await atOnce(e, take, join) : (await atOnce(e, join, take)).toReversed();
    expect(voted!.outcome).toBe('counted');
    const back = taken!.outcome === 'taken-back';
    expect(back).toBe(voted!.plan.status === 'pending');
    await e.drain();
    expect(e.doors.writes).toHaveLength(back ? 0 : 1);
  });

  it('and another at the same moment make one quorum', async () => {
    const plan = await e.plan([{ doors: ['front'], needs: TWO }]);
    const votes = await atOnce(
      e,
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
      e,
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
