import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../../../src/audit/verify.ts';
import type { Receipt } from '../../../src/domain/action.ts';
import { QUELL } from '../../../src/domain/person.ts';
import { thingOf } from '../../../src/plan/release.ts';
import { waiting } from './at-once.ts';
import { type Engine, startEngine } from './engine.ts';

let e: Engine;
beforeEach(async () => {
  e = await startEngine();
  e.doors.open.set('front', true).set('back', true);
});
afterEach(() => e.close());

const receipt: Receipt = { prior: { open: true }, readAt: '2026-11-22T03:12:40.000Z' };
const event = () => ({ stream: e.incident.id, type: 'action.intended' as const, actor: QUELL, summary: 'x', data: {} });

describe('the gate before every change', () => {
  it('refuses a step that nobody approved, even when a bug makes it due', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.db.query(`update step set state = 'due', due_at = now()`);
    await e.drain();
    expect(e.doors.writes).toEqual([]);
    expect((await e.record.runOf(plan.id)).steps[0]).toMatchObject({
      state: 'cancelled',
      fault: { code: 'job.not-approved' },
    });
  });

  it('lets an approved step through, once', async () => {
    const plan = await e.plan([{ doors: ['front', 'back'] }]);
    expect(await e.approve(plan)).toMatchObject({ outcome: 'counted', plan: { status: 'approved' } });
    await e.drain();
    expect(e.doors.writes.toSorted()).toEqual(['back=false', 'front=false']);
    expect(await e.record.runOf(plan.id)).toMatchObject({
      state: 'contained',
      steps: [{ state: 'verified' }, { state: 'verified' }],
    });
  });

  it('counts no vote of the requester, though it stands in the record', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    expect(await e.approve(plan, 'ana')).toMatchObject({ outcome: 'counted', due: [], plan: { status: 'pending' } });
    await e.db.query(`update step set state = 'due', due_at = now()`);
    await e.drain();
    expect(e.doors.writes).toEqual([]);
  });

  it('counts no vote for another digest', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    const vote = { person: 'bo', decision: 'approve' as const, groups: ['security'], surface: 'x', authenticated: 'x' };
    expect(await e.approvals.vote({ ...plan, digest: 'f'.repeat(64) }, vote, event())).toMatchObject({
      outcome: 'late',
    });
    expect(await e.approvals.votes(plan.id)).toEqual([]);
  });

  it('approves no stage that names nobody', async () => {
    const plan = await e.plan([{ doors: ['front'], needs: [] }]);
    await e.approve(plan);
    await e.drain();
    expect(e.doors.writes).toEqual([]);
  });

  it('asks each stage for its own quorum', async () => {
    const plan = await e.plan([{ doors: ['front'] }, { doors: ['back'], needs: [{ group: 'security', count: 2 }] }]);
    await e.approve(plan, 'bo');
    await e.drain();
    expect(e.doors.writes).toEqual(['front=false']);
    await e.approve(plan, 'cy');
    await e.drain();
    expect(e.doors.writes).toEqual(['front=false', 'back=false']);
    expect(await e.record.runOf(plan.id)).toMatchObject({ state: 'contained' });
  });

  it('stops what is left when somebody denies, and does not undo what was done', async () => {
    const plan = await e.plan([{ doors: ['front'] }, { doors: ['back'], needs: [{ group: 'security', count: 2 }] }]);
    await e.approve(plan, 'bo');
    await e.drain();
    const deny = {
      person: 'cy',
      decision: 'deny' as const,
      groups: ['security'],
      surface: 'x',
      authenticated: 'x',
      reason: 'no',
    };
    await e.approvals.vote(plan, deny, event());
    await e.drain();
    expect(e.doors.writes).toEqual(['front=false']);
    expect((await e.record.runOf(plan.id)).steps.map((s) => s.state)).toEqual(['verified', 'cancelled']);
  });

  it('counts one vote a person, and none after the decision', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.approve(plan, 'bo');
    expect(await e.approve(plan, 'bo')).toMatchObject({ outcome: 'again' });
    expect(await e.approve(plan, 'cy')).toMatchObject({ outcome: 'late' });
  });

  it('starts one execution when two approve at the same moment', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    const votes = await Promise.all([e.approve(plan, 'bo'), e.approve(plan, 'cy')]);
    expect(votes.map((v) => v.outcome).toSorted()).toEqual(['counted', 'late']);
    await Promise.all([e.drain(e.worker('a')), e.drain(e.worker('b'))]);
    expect(e.doors.writes).toEqual(['front=false']);
  });

  it('does nothing after the time to carry it out is over', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.approve(plan);
    await e.db.query(`update plan set execute_by = now() - interval '1 second'`);
    await e.drain();
    expect(e.doors.writes).toEqual([]);
    expect((await e.record.runOf(plan.id)).steps[0]).toMatchObject({ state: 'expired' });
  });

  it('expires what nobody approved in time, and keeps what was approved', async () => {
    const plan = await e.plan([{ doors: ['front'] }, { doors: ['back'], needs: [{ group: 'security', count: 2 }] }]);
    await e.approve(plan, 'bo');
    await e.db.query(`update plan set approve_by = now() - interval '1 millisecond'`);
    await e.db.query(`update vote set at = now() - interval '1 minute'`);
    await e.approvals.expire(() => ({ ...event(), type: 'approval.expired' }));
    await e.drain();
    expect(e.doors.writes).toEqual(['front=false']);
    expect(await e.record.runOf(plan.id)).toMatchObject({
      state: 'partly',
      steps: [{ state: 'verified' }, { state: 'expired' }],
    });
  });

  it('ends what waited for its turn when the time to carry it out is over, and proves what was done', async () => {
    const plan = await e.plan([{ doors: ['front'] }, { doors: ['back'], after: 'verified' }]);
    await e.approve(plan);
    e.doors.settled = false;
    await e.drain();
    await e.db.query(`update plan set execute_by = now() - interval '1 second'`);
    await e.record.expire(() => ({ ...event(), type: 'job.expired' }));
    e.doors.settled = true;
    await e.db.query(`update step set due_at = now() where state = 'applied'`);
    await e.drain();
    expect(e.doors.writes).toEqual(['front=false']);
    expect(await e.record.runOf(plan.id)).toMatchObject({
      state: 'partly',
      steps: [{ state: 'verified' }, { state: 'expired', fault: { code: 'job.expired' } }],
    });
    expect((await e.audit.events(e.incident.id)).filter((x) => x.type === 'job.expired')).toHaveLength(1);
  });

  it('is not replaced by a newer plan in the moment in which it starts', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    const times = { approveSeconds: 600, executeSeconds: 3600 };
    let replacing: Promise<unknown> = Promise.resolve();
    await e.db.transaction(async (sql) => {
      await sql.query('select hold($1)', [e.incident.id]);
      await sql.query(`update step set state = 'due', due_at = now()`);
      replacing = e.plans.freeze(plan.body, times, () => ({ ...event(), type: 'plan.frozen' }));
      await waiting(e, 1);
    });
    await replacing;
    expect((await e.plans.plan(plan.id)).status).toBe('pending');
  });

  it('has no way into an incident that was closed while its clouds were being read, nor is one closed under a plan that waits', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    const times = { approveSeconds: 600, executeSeconds: 3600 };
    const freeze = () => e.plans.freeze(plan.body, times, () => ({ ...event(), type: 'plan.frozen' }));
    const close = () => e.incidents.close(e.incident.id, () => [event()]);
    await expect(close()).rejects.toMatchObject({ code: 'incident.pending' });
    await e.approve(plan);
    await expect(close()).rejects.toMatchObject({ code: 'incident.busy' });
    await e.drain();
    await close();
    await expect(freeze()).rejects.toMatchObject({ code: 'incident.closed' });
    expect(await e.plans.plansOf(e.incident.id)).toHaveLength(1);
  });

  it('cannot be given a plan whose text is not the one that was hashed', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await expect(
      e.db.query(`update plan set body = replace(body, 'front', 'back') where id = $1`, [plan.id]),
    ).rejects.toThrow(/check/);
  });

  it('keeps the first receipt: a retry never records the contained state as the original', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.approve(plan);
    e.doors.after = async () => {
      e.doors.after = async () => undefined;
      throw new Error('the answer was lost');
    };
    await e.drain();
    const [failed] = (await e.record.runOf(plan.id)).steps;
    expect(failed).toMatchObject({ state: 'failed', receipt: { prior: { open: true } } });
    await e.record.retry(plan.id, [failed!.id], event());
    await e.drain();
    expect((await e.record.runOf(plan.id)).steps[0]).toMatchObject({
      state: 'verified',
      receipt: { prior: { open: true } },
    });
    await expect(e.db.query(`update receipt set body = '{}'`)).rejects.toThrow('append-only');
  });

  it('refuses the result of a worker whose lease was taken over', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.approve(plan);
    const run = plan.id.replace('plan', 'run');
    const zombie = await e.record.claim(run, '0-front', 'zombie', 60);
    const fence = { run, step: '0-front', lease: zombie!.lease };
    expect(await e.record.intend(fence, receipt, 4, event())).toHaveProperty('receipt');
    await e.db.query(`update step set lease_until = now() - interval '1 second', due_at = now()`);
    await e.drain(e.worker('heir'));
    const late = await e.record.applied(fence, { changes: [], at: receipt.readAt, written: {} }, 60, event());
    expect(late).toEqual({ counted: false, due: [] });
    expect(await e.record.intend(fence, receipt, 4, event())).toEqual({ refused: 'lost' });
    expect(await e.record.runOf(plan.id)).toMatchObject({ state: 'contained' });
  });

  it('stops before acting when the cloud changed since the plan', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.approve(plan);
    e.doors.open.set('front', false);
    await e.drain();
    expect(e.doors.writes).toEqual([]);
    const [step] = (await e.record.runOf(plan.id)).steps;
    expect(step).toMatchObject({ state: 'changed', fault: { code: 'job.cloud-changed' } });
    expect(step!.receipt).toBeUndefined();
  });

  it('nor goes on, once an earlier try has failed, over what somebody changed since', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.approve(plan);
    e.doors.before = async () => {
      e.doors.before = async () => undefined;
      throw new Error('not allowed');
    };
    await e.drain();
    const [failed] = (await e.record.runOf(plan.id)).steps;
    expect(failed).toMatchObject({ state: 'failed', receipt: { prior: { open: true } } });
    e.doors.open.set('front', false);
    await e.record.retry(plan.id, [failed!.id], event());
    await e.drain();
    expect(e.doors.writes).toEqual([]);
    const [step] = (await e.record.runOf(plan.id)).steps;
    expect(step).toMatchObject({ state: 'changed', fault: { code: 'job.cloud-changed' } });
    expect(step!.receipt).toEqual(failed!.receipt);
    expect(step!.fault!.message).toContain('an earlier try');
  });

  it('tells the same story in the audit log, whose chain is whole', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.approve(plan);
    await e.drain();
    const types = (await e.audit.events(e.incident.id)).map((x) => x.type);
    expect(types).toEqual([
      'command.declared',
      'plan.frozen',
      'approval.voted',
      'action.intended',
      'action.applied',
      'verify.contained',
    ]);
    expect(await verifyChain(e.audit.all())).toMatchObject({ valid: true });
    await expect(e.db.query('delete from event')).rejects.toThrow('append-only');
    await expect(e.db.query('truncate event')).rejects.toThrow('append-only');
  });
});

describe('a step of which nobody knows whether it happened', () => {
  const interrupted = async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.approve(plan);
    const run = plan.id.replace('plan', 'run');
    const dead = await e.record.claim(run, '0-front', 'dead', 60);
    await e.record.intend({ run, step: '0-front', lease: dead!.lease }, receipt, 4, event());
    await e.db.query(`update step set lease_until = now() - interval '1 second', due_at = now()`);
    return plan;
  };

  it('is done again when the action ensures a state', async () => {
    const plan = await interrupted();
    await e.drain();
    expect(e.doors.writes).toEqual(['front=false']);
    expect(await e.record.runOf(plan.id)).toMatchObject({ state: 'contained' });
  });

  it('is looked at first when the action can be verified', async () => {
    await e.close();
    e = await startEngine('verifiable');
    e.doors.open.set('front', true);
    const plan = await interrupted();
    e.doors.arrive('front', false); // the dead worker's
    await e.drain();
    expect(e.doors.writes).toEqual([]);
    expect(await e.record.runOf(plan.id)).toMatchObject({ state: 'contained' });
  });

  it('still holds what it may have taken after a person had it done again, and it was not', async () => {
    await e.close();
    e = await startEngine('unsafe');
    e.doors.open.set('front', true);
    const plan = await interrupted();
    await e.drain();
    await e.record.settle(plan.id, '0-front', 'again', event());
    expect(await e.waiting.withdraw(plan, event())).toMatchObject({ outcome: 'withdrawn', stopped: 1 });
    // What a release of another incident must leave alone, and what one of this incident puts back.
    const other = { ...e.incident, id: 'INC-2' };
    const thing = thingOf(plan.body.stages[0]!.steps[0]!);
    expect(await e.plans.sharing(other, [thing])).toEqual([{ incident: e.incident.id, thing }]);
    expect((await e.record.runOf(plan.id)).steps[0]).toMatchObject({ state: 'cancelled', receipt });
  });

  it('waits for a person when doing it again could do harm', async () => {
    await e.close();
    e = await startEngine('unsafe');
    e.doors.open.set('front', true);
    const plan = await interrupted();
    await e.drain();
    expect(e.doors.writes).toEqual([]);
    expect((await e.record.runOf(plan.id)).steps[0]).toMatchObject({
      state: 'in-doubt',
      fault: { code: 'job.in-doubt' },
    });
    await e.record.settle(plan.id, '0-front', 'again', event());
    await e.drain();
    expect(e.doors.writes).toEqual(['front=false']);
    expect(await e.record.runOf(plan.id)).toMatchObject({ state: 'contained' });
  });
});
