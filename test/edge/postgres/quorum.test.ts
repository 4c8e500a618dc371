import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Proof, Vote } from '../../../src/domain/approval.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { type Engine, startEngine, tiered, type Wanted } from './engine.ts';

let e: Engine;
beforeAll(async () => {
  e = await startEngine();
});
afterAll(() => e.close());
beforeEach(async () => {
  await e.db.query(`update step set state = 'cancelled', due_at = null`);
  for (const door of ['front', 'back', 'cellar']) e.doors.open.set(door, true);
  e.doors.writes.length = 0;
});

const ONE: Wanted = { doors: ['front'] };
const FRESH: Wanted = { doors: ['front'], fresh: true };
const TIERED: Wanted = { doors: ['front'], needs: [tiered('security', 1, 'lead', 60)] };
const TWO: Wanted = { doors: ['front'], needs: [{ group: 'security', count: 2 }] };

const proofFor = ({ digest }: Pick<Plan, 'digest'>): Proof => ({
  method: 'oidc',
  issuer: 'https://login.example',
  subject: 'bo-at-login',
  at: '2026-11-22T03:12:40.000Z',
  digest,
  evidence: 'e'.repeat(64),
});
const glass = (more: Partial<Vote> = {}): Partial<Vote> => ({
  decision: 'break-glass',
  reason: 'it is being used now',
  second: 'nobody else answers',
  ...more,
});

/** As if the plan had been asked for so long ago. */
async function age(plan: Plan, seconds: number): Promise<void> {
  await e.db.query(
    `update plan set created_at = created_at - make_interval(secs => $2), remind_at = remind_at - make_interval(secs => $2)
     where id = $1`,
    [plan.id, seconds],
  );
}

/** Carries out what the gate lets through. */
async function acts(plan: Plan): Promise<boolean> {
  // Not even a step that a bug made due gets past it.
  await e.db.query(`update step set state = 'due', due_at = now() where run = $1 and state = 'waiting'`, [
    plan.id.replace('plan', 'run'),
  ]);
  await e.drain();
  return e.doors.writes.length > 0;
}

describe('a stage that asks for a fresh sign-in', () => {
  it('is not approved by a vote without one', async () => {
    const plan = await e.plan([FRESH]);
    expect(await e.approve(plan)).toMatchObject({ outcome: 'counted', due: [], plan: { status: 'pending' } });
    expect(await acts(plan)).toBe(false);
  });

  it('is approved once the sign-in is added to the same vote, and shows it', async () => {
    const plan = await e.plan([FRESH]);
    const proof = proofFor(plan);
    await e.approve(plan);
    const proven = await e.approve(plan, 'bo', ['security'], { proof });
    expect(proven).toMatchObject({ outcome: 'counted', plan: { status: 'approved' }, due: [{}] });
    expect(await e.approvals.votes(plan.id)).toMatchObject([{ person: 'bo', decision: 'approve', proof }]);
    expect(await e.approve(plan, 'bo', ['security'], { proof })).toMatchObject({ outcome: 'again' });
    expect(await acts(plan)).toBe(true);
  });

  it('takes a vote that comes with its sign-in', async () => {
    const plan = await e.plan([FRESH]);
    const voted = await e.approve(plan, 'bo', ['security'], { proof: proofFor(plan) });
    expect(voted).toMatchObject({ outcome: 'counted', plan: { status: 'approved' } });
  });

  it('is not approved by a sign-in for another digest, though it stood in the record', async () => {
    const plan = await e.plan([FRESH]);
    const proof = proofFor({ digest: 'f'.repeat(64) });
    expect(await e.approve(plan, 'bo', ['security'], { proof })).toMatchObject({ outcome: 'late', votes: [] });
    await e.approve(plan);
    expect(await e.approve(plan, 'bo', ['security'], { proof })).toMatchObject({ outcome: 'late' });
    await e.db.query('update vote set proof = $2 where plan = $1', [plan.id, JSON.stringify(proof)]);
    expect(await acts(plan)).toBe(false);
  });

  it('lets the stages beside it go ahead, and follows when the sign-in comes', async () => {
    const plan = await e.plan([{ doors: ['back'] }, FRESH]);
    await e.approve(plan);
    await e.drain();
    expect(e.doors.writes).toEqual(['back=false']);
    await e.approve(plan, 'bo', ['security'], { proof: proofFor(plan) });
    await e.drain();
    expect(e.doors.writes).toEqual(['back=false', 'front=false']);
  });

  it('takes no sign-in when the time for votes is over', async () => {
    const plan = await e.plan([FRESH]);
    await e.approve(plan);
    await e.db.query(`update plan set approve_by = now() where id = $1`, [plan.id]);
    expect(await e.approve(plan, 'bo', ['security'], { proof: proofFor(plan) })).toMatchObject({ outcome: 'late' });
    expect(await acts(plan)).toBe(false);
  });
});

describe('a tier', () => {
  it('may not answer before its time, and a vote from before it never counts', async () => {
    const plan = await e.plan([TIERED]);
    expect(await e.approve(plan, 'li', ['lead'])).toMatchObject({ outcome: 'counted', due: [] });
    await age(plan, 50);
    expect(await acts(plan)).toBe(false);
  });

  it('may answer from its time on, beside those who were asked first', async () => {
    const [late, first] = [await e.plan([TIERED]), await e.plan([TIERED])];
    for (const plan of [late, first]) await age(plan, 61);
    expect(await e.approve(late, 'li', ['lead'])).toMatchObject({ plan: { status: 'approved' } });
    expect(await e.approve(first, 'bo')).toMatchObject({ plan: { status: 'approved' } });
  });
});

describe('a lent right', () => {
  const lent = { through: { security: 'ella' } };

  it('counts as the lender’s own would', async () => {
    const plan = await e.plan([ONE]);
    expect(await e.approve(plan, 'gil', ['guests', 'security'], lent)).toMatchObject({ plan: { status: 'approved' } });
    expect(await e.approvals.votes(plan.id)).toMatchObject([{ person: 'gil', through: { security: 'ella' } }]);
  });

  it.each([
    ['asked for the plan', 'ana'],
    ['is under suspicion', 'mallory'],
  ])('does not count when the lender %s', async (_, lender) => {
    const plan = await e.plan([ONE]);
    await e.approve(plan, 'gil', ['security'], { through: { security: lender } });
    expect(await acts(plan)).toBe(false);
  });

  it('does not count beside the lender’s vote, whichever comes first', async () => {
    const plan = await e.plan([TWO]);
    await e.approve(plan, 'gil', ['security'], lent);
    expect(await e.approve(plan, 'ella')).toMatchObject({ due: [], plan: { status: 'pending' } });
    expect(await acts(plan)).toBe(false);
  });

  it('counts once, to however many it was lent', async () => {
    const plan = await e.plan([TWO]);
    await e.approve(plan, 'gil', ['security'], lent);
    expect(await e.approve(plan, 'hal', ['security'], lent)).toMatchObject({ due: [], plan: { status: 'pending' } });
    expect(await e.approve(plan, 'bo')).toMatchObject({ plan: { status: 'approved' } });
  });

  it('gives the requester and a suspect nothing', async () => {
    const plan = await e.plan([ONE]);
    for (const person of ['ana', 'mallory']) await e.approve(plan, person, ['security'], lent);
    expect(await acts(plan)).toBe(false);
  });
});

describe('breaking the glass', () => {
  const FULL = [TWO, { doors: ['back'], needs: [{ group: 'legal', count: 3 }] }];

  it('carries a plan out without its quorum, and opens the review in the same moment', async () => {
    const plan = await e.plan(FULL, { breakGlass: 'security' });
    expect(await e.approve(plan, 'bo', ['security'], glass())).toMatchObject({ plan: { status: 'approved' } });
    expect(await e.reviews.openReviews(e.incident.id)).toContainEqual(
      expect.objectContaining({ plan: plan.id, person: 'bo' }),
    );
    expect(await acts(plan)).toBe(true);
    expect(await e.approvals.votes(plan.id)).toMatchObject([
      { decision: 'break-glass', second: 'nobody else answers' },
    ]);
  });

  it('may be done by somebody whose approval was not enough', async () => {
    const plan = await e.plan([ONE, { doors: ['back'], needs: [{ group: 'legal', count: 1 }] }], {
      breakGlass: 'security',
    });
    await e.approve(plan);
    await e.drain();
    expect(e.doors.writes).toEqual(['front=false']);
    expect(await e.approve(plan, 'bo', ['security'], glass())).toMatchObject({
      outcome: 'counted',
      plan: { status: 'approved' },
    });
    await e.drain();
    expect(e.doors.writes).toEqual(['front=false', 'back=false']);
  });

  it('leaves an approval as it is when it would break nothing', async () => {
    const plan = await e.plan([TWO], { breakGlass: 'chiefs' });
    await e.approve(plan);
    expect(await e.approve(plan, 'bo', ['security'], glass())).toMatchObject({ outcome: 'again' });
    expect(await e.approve(plan, 'cy')).toMatchObject({ plan: { status: 'approved' } });
  });

  it('is open to the requester, who asked because nobody else is there', async () => {
    const plan = await e.plan(FULL, { breakGlass: 'security' });
    expect(await e.approve(plan, 'ana', ['security'], glass())).toMatchObject({ plan: { status: 'approved' } });
  });

  it.each<[string, { breakGlass?: string; fresh?: boolean; person?: string; more?: Partial<Vote> }]>([
    ['where the plan does not let anybody', {}],
    ['by somebody of another group', { breakGlass: 'chiefs' }],
    ['by a suspect', { breakGlass: 'security', person: 'mallory' }],
    ['with a lent right', { breakGlass: 'security', more: { through: { security: 'ella' } } }],
    ['without the sign-in that a stage asks for', { breakGlass: 'security', fresh: true }],
  ])('does nothing %s, and opens no review', async (_, { breakGlass, fresh = false, person = 'bo', more }) => {
    const before = await e.reviews.openReviewsFor('zoe');
    const plan = await e.plan([{ ...TWO, fresh }], breakGlass ? { breakGlass } : {});
    expect(await e.approve(plan, person, ['security'], glass(more))).toMatchObject({ due: [] });
    expect(await e.reviews.openReviewsFor('zoe')).toEqual(before);
    expect(await acts(plan)).toBe(false);
  });

  it('counts with the sign-in that comes after it, and opens its review then', async () => {
    const plan = await e.plan([{ ...TWO, fresh: true }], { breakGlass: 'security' });
    await e.approve(plan, 'bo', ['security'], glass());
    const proven = await e.approve(plan, 'bo', ['security'], glass({ proof: proofFor(plan) }));
    expect(proven).toMatchObject({ outcome: 'counted', plan: { status: 'approved' } });
    expect((await e.reviews.openReviewsFor('zoe')).map((r) => r.plan)).toContain(plan.id);
    expect(await e.reviews.openReviewsFor('mallory'), 'a suspect').toEqual([]);
  });

  it.each([
    ['a reason', { reason: ' ' }],
    ['a second reason', { second: '' }],
  ])('cannot stand in the record without %s', async (_, more) => {
    const plan = await e.plan(FULL, { breakGlass: 'security' });
    await expect(e.approve(plan, 'bo', ['security'], glass(more))).rejects.toThrow('vote_two_reasons');
    await e.db.query('alter table vote drop constraint vote_two_reasons');
    try {
      await e.approve(plan, 'bo', ['security'], glass(more));
      expect(await acts(plan)).toBe(false);
    } finally {
      await e.db.query('delete from vote where plan = $1', [plan.id]);
      await e.db.query(
        `alter table vote add constraint vote_two_reasons check (
           decision <> 'break-glass' or (btrim(coalesce(reason, '')) <> '' and btrim(coalesce(second, '')) <> ''))`,
      );
    }
  });

  it('ends nothing that somebody denied', async () => {
    const plan = await e.plan(FULL, { breakGlass: 'security' });
    await e.approve(plan, 'cy', ['security'], { decision: 'deny', reason: 'no' });
    expect(await e.approve(plan, 'bo', ['security'], glass())).toMatchObject({ outcome: 'late' });
    expect(await acts(plan)).toBe(false);
  });
});
