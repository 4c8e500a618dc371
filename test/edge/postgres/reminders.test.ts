import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reminder } from '../../../src/approval/record.ts';
import type { Receipt } from '../../../src/domain/action.ts';
import type { EventType } from '../../../src/domain/event.ts';
import { QUELL } from '../../../src/domain/person.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { atOnce, waiting } from './at-once.ts';
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
const withdraw = (plan: Plan) => e.waiting.withdraw(plan, event());
const told = async (type: EventType) => (await e.audit.events(e.incident.id)).filter((x) => x.type === type);

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
    const all = await atOnce(e, remind, remind, remind);
    expect(all.toSorted()).toEqual([0, 0, 1]);
    expect(await reminded()).toEqual(['half']);
  });

  it('of the plan is the wall’s: an intent that had to wait is refused when it is over', async () => {
    const plan = await e.plan([{ doors: ['front'] }]);
    await e.approve(plan);
    const run = plan.id.replace('plan', 'run');
    const held = await e.record.claim(run, '0-front', 'w', 60);
    let intended: Promise<unknown> = Promise.resolve();
    await e.db.transaction(async (sql) => {
      await sql.query('select hold($1)', [e.incident.id]);
      intended = e.record.intend({ run, step: '0-front', lease: held!.lease }, receipt, 4, event('action.intended'));
      await waiting(e, 1);
      await sql.query('update plan set execute_by = clock_timestamp() where id = $1', [plan.id]);
    });
    expect(await intended).toEqual({ refused: 'expired' });
  });
});
