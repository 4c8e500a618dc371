import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventType } from '../../../src/domain/event.ts';
import { QUELL } from '../../../src/domain/person.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { waiting } from './at-once.ts';
import { type Engine, startEngine } from './engine.ts';

let e: Engine;
beforeEach(async () => {
  e = await startEngine();
  e.doors.open.set('front', true);
});
afterEach(() => e.close());

const event = (type: EventType, stream = 'quell') => ({ stream, type, actor: QUELL, summary: 'x', data: {} });
const DAY = 86_400_000;
const after = (ms: number) => new Date(Date.now() + ms).toISOString();
const lend = (ms: number) =>
  e.delegations.delegate(
    { from: 'ella', to: 'gil', groups: ['security'], until: after(ms), reason: 'holiday' },
    event('approval.delegated'),
  );
const inForce = async () => (await e.delegations.delegations()).map((d) => d.id);

describe('a right that is lent', () => {
  it('is in force until its time, or until it is ended', async () => {
    const [long, short] = [await lend(14 * DAY), await lend(DAY)];
    expect(long).toMatchObject({ from: 'ella', to: 'gil', groups: ['security'], reason: 'holiday' });
    expect(await inForce()).toEqual(expect.arrayContaining([long.id, short.id]));
    const end = () => e.delegations.endDelegation(long.id, event('approval.delegation-ended'));
    expect(await end()).toBe(true);
    expect(await end()).toBe(false);
    await e.db.query('update delegation set until = now() where id = $1', [short.id]);
    expect(await inForce()).not.toContain(long.id);
    expect(await inForce()).not.toContain(short.id);
    expect(await e.delegations.endDelegation(short.id, event('approval.delegation-ended'))).toBe(false);
    const told = (await e.audit.events('quell')).map((x) => x.type).filter((type) => type.startsWith('approval.'));
    expect(told).toEqual(['approval.delegated', 'approval.delegated', 'approval.delegation-ended']);
  });

  it.each([
    ['in the past', -1000],
    ['further ahead than 14 days', 14 * DAY + 600_000],
  ])('does not end %s', async (_, ms) => {
    const before = await inForce();
    await expect(lend(ms)).rejects.toMatchObject({ code: 'approval.delegation' });
    expect(await inForce()).toEqual(before);
  });
});

describe('a vote with a right that was lent', () => {
  const planned = () => e.plan([{ doors: ['front'], needs: [{ group: 'security', count: 1 }] }]);
  const vote = (plan: Plan) =>
    e.approvals.vote(
      plan,
      {
        ...{ person: 'gil', decision: 'approve', groups: ['security'], through: { security: 'ella' } },
        ...{ surface: 'console', authenticated: 'test' },
      },
      event('approval.voted', e.incident.id),
    );
  const lapsed = { outcome: 'lapsed', plan: { status: 'pending' }, votes: [] };

  it('counts while the right is lent', async () => {
    await lend(DAY);
    expect(await vote(await planned())).toMatchObject({ outcome: 'counted', plan: { status: 'approved' } });
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['was ended', (id) => e.delegations.endDelegation(id, event('approval.delegation-ended'))],
    ['is over', (id) => e.db.query('update delegation set until = now() where id = $1', [id])],
    ['is lent to another', (id) => e.db.query(`update delegation set borrower = 'hal' where id = $1`, [id])],
    ['is another right', (id) => e.db.query(`update delegation set groups = '{cloud}' where id = $1`, [id])],
  ])('does not count once it %s, whatever was read before', async (_, ends) => {
    const { id } = await lend(DAY);
    const plan = await planned();
    await ends(id);
    expect(await vote(plan)).toMatchObject(lapsed);
    expect((await e.audit.events(e.incident.id)).map((x) => x.type)).not.toContain('approval.voted');
  });

  it('waits for a lending that is just being ended, and then does not count', async () => {
    const { id } = await lend(DAY);
    const plan = await planned();
    let cast: ReturnType<typeof vote> | undefined;
    await e.db.transaction(async (sql) => {
      await sql.query('update delegation set ended_at = now() where id = $1', [id]);
      cast = vote(plan);
      await waiting(e, 1);
    });
    expect(await cast).toMatchObject(lapsed);
  });
});

describe('a review', () => {
  const broken = async () => {
    const plan = await e.plan([{ doors: ['front'], needs: [{ group: 'security', count: 2 }] }], {
      breakGlass: 'security',
    });
    await e.approve(plan, 'bo', ['security'], { decision: 'break-glass', reason: 'now', second: 'alone' });
    await e.drain();
    return plan;
  };
  const review = (plan: string, by: string) =>
    e.reviews.review(
      plan,
      { by, verdict: 'justified', note: 'It had to be.' },
      event('approval.reviewed', e.incident.id),
    );

  it('is due a day later where nothing else is said, and is done once, by somebody else', async () => {
    const { id } = await broken();
    const open = (await e.reviews.openReviews(e.incident.id)).find((r) => r.plan === id)!;
    expect(Date.parse(open.dueBy) - Date.parse(open.openedAt)).toBe(DAY);
    expect(await review(id, 'bo')).toBeUndefined();
    expect(await review(id, 'cy')).toMatchObject({
      plan: id,
      person: 'bo',
      closed: { by: 'cy', verdict: 'justified' },
    });
    expect(await review(id, 'di')).toBeUndefined();
    expect((await e.reviews.openReviewsFor('zoe')).map((r) => r.plan)).not.toContain(id);
  });

  it('that is open keeps its incident open', async () => {
    const { id } = await broken();
    const close = () => e.incidents.close(e.incident.id, () => [event('command.closed', e.incident.id)]);
    await expect(close()).rejects.toMatchObject({ code: 'incident.review' });
    await review(id, 'cy');
    for (const { plan } of await e.reviews.openReviewsFor('zoe')) await review(plan, 'cy');
    expect(await close()).toMatchObject({ status: 'closed' });
  });
});
