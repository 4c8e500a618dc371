import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
const event = (type: EventType = 'approval.withdrawn') => ({
  stream: e.incident.id,
  type,
  actor: QUELL,
  summary: 'x',
  data: {},
});
const withdraw = (plan: Plan) => e.waiting.withdraw(plan, event());

describe('a plan that takes the place of another', () => {
  const narrow = (plan: Plan) => e.plan([{ doors: ['front'] }], {}, plan.id);

  it('ends that one with its votes, and lasts no longer', async () => {
    const wide = await e.plan([{ doors: ['front', 'back'], needs: TWO }]);
    await e.approve(wide, 'bo');
    await e.db.query(
      `update plan set approve_by = now() + interval '2 minutes', execute_by = now() + interval '5 minutes' where id = $1`,
      [wide.id],
    );
    const { approveBy, executeBy } = await e.plans.plan(wide.id);
    const small = await narrow(wide);
    expect(await e.plans.plan(wide.id)).toMatchObject({ status: 'superseded' });
    expect(await e.record.runOf(wide.id)).toMatchObject({ state: 'cancelled' });
    expect(small).toMatchObject({ status: 'pending', executeBy, approveBy });
    expect(await e.approvals.votes(small.id)).toEqual([]);
    expect(await e.approve(wide, 'cy')).toMatchObject({ outcome: 'late' });
  });

  it('says so in the record, where it asks for the same; what asks for something else goes on beside it', async () => {
    const same = { playbook: { id: 'p', title: 'P', digest: '' }, inputs: { identity: 'a' } };
    const first = await e.plan([{ doors: ['front'] }], same);
    await e.approve(await e.plan([{ doors: ['front'], needs: TWO }], same));
    const other = await e.plan([{ doors: ['back'] }], { ...same, inputs: { identity: 'b' } });
    const third = await e.plan([{ doors: ['front'] }], same);
    expect((await e.plans.plansOf(e.incident.id)).map((p) => p.status)).toEqual([
      'superseded',
      'superseded',
      'pending',
      'pending',
    ]);
    const events = await e.audit.events(e.incident.id);
    const told = events.filter((x) => x.type === 'plan.superseded').map((x) => x.data);
    expect(told).toEqual([
      { plan: first.id, digest: first.digest, by: expect.any(String), votes: 0 },
      { plan: expect.any(String), digest: expect.any(String), by: third.id, votes: 1 },
    ]);
    expect((await e.plans.plan(other.id)).status).toBe('pending');
  });

  it('voids no vote for whoever neither asked for that one nor commands the incident', async () => {
    const same = { playbook: { id: 'p', title: 'P', digest: '' } };
    const waits = await e.plan([{ doors: ['front'], needs: TWO }], { ...same, requester: 'dan' });
    const again = (requester: string) => e.plan([{ doors: ['front'], needs: TWO }], { ...same, requester });
    await e.approve(waits);
    await expect(again('eve')).rejects.toMatchObject({ code: 'plan.waits' });
    expect((await e.plans.plan(waits.id)).status).toBe('pending');
    await again(e.incident.commander);
    expect((await e.plans.plan(waits.id)).status).toBe('superseded');
  });

  it('never lasts longer than it would by itself', async () => {
    const small = await narrow(await e.plan([{ doors: ['front', 'back'] }]));
    expect(Date.parse(small.executeBy) - Date.parse(small.createdAt)).toBeLessThanOrEqual(3_600_000);
    expect(Date.parse(small.approveBy) - Date.parse(small.createdAt)).toBeLessThanOrEqual(600_000);
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
      e,
      () => e.approve(wide, 'cy'),
      () => narrow(wide).catch((fault: { code: string }) => fault.code),
    );
    expect(voted.outcome === 'counted').toBe(small === 'plan.started');
  });
});
