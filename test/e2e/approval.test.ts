import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PEOPLE } from '../../src/demo/company.ts';
import { CONTAIN, type Stage, startStage } from './stage.ts';

let s: Stage;
beforeEach(async () => {
  s = await startStage({ people: [...PEOPLE, { id: 'eve', name: 'Eve Moss', groups: ['finance'] }] });
});
afterEach(async () => {
  const { errors } = s;
  await s.close();
  expect(errors).toEqual([]);
});

const declare = (words = 'ml-train used from outside sev=1') => s.must('ana', `declare ${words}`);
/** Calls that only the responder's credentials make: the ones that can change a cloud. */
const responderCalls = () => s.range.kernel.calls.filter((c) => c.who.includes('responder'));
const types = async () => (await s.timeline('INC-1')).map((e) => e.type);

describe('whose vote counts', () => {
  it('never the requester’s: told in private why, and who can', async () => {
    await declare();
    const plan = await s.plan();
    const reply = await s.say('ana', `approve ${plan}`);
    expect(reply).toMatchObject({ exit: 1, public: false, card: { id: 'approval.requester', title: 'Not counted' } });
    expect(reply.card.summary).toBe(
      'You asked for this plan, so somebody else must approve it. Bo Lind or Cy Okafor or Dee Park can.',
    );
    expect(await types()).toContain('approval.refused');
    expect((await s.quell.desk.plans.plan(plan)).status).toBe('pending');
    expect(await s.quell.desk.approvals.votes(plan)).toEqual([]);
    expect(responderCalls()).toEqual([]);
  });

  it('never that of a person under suspicion, whose click stands on the timeline', async () => {
    await declare('ml-train used from outside suspect=cy');
    const plan = await s.plan();
    for (const text of [`approve ${plan}`, `deny ${plan} not me`]) {
      const reply = await s.say('cy', text);
      expect(reply.card.id).toBe('approval.suspect');
      expect(reply.card.summary).toContain('Bo Lind or Dee Park can.');
      expect(reply.card.summary).not.toContain('Cy');
    }
    const refused = (await s.timeline('INC-1')).filter((e) => e.type === 'approval.refused');
    expect(refused.map((e) => e.actor.person)).toEqual(['cy', 'cy']);
    expect((await s.quell.desk.plans.plan(plan)).status).toBe('pending');
  });

  it('not that of somebody in no group that is asked', async () => {
    await declare();
    const reply = await s.say('eve', `approve ${await s.plan()}`);
    expect(reply.card.id).toBe('approval.not-allowed');
    expect(reply.card.summary).toContain('Only members of security-oncall or cloud-platform decide');
  });

  it('nothing at all is done for somebody whom Quell does not know', async () => {
    await declare();
    const plan = await s.plan();
    for (const text of [`approve ${plan}`, 'incidents', 'declare x', `deny ${plan} no`]) {
      const reply = await s.say('mallory', text);
      expect(reply).toMatchObject({ exit: 1, card: { id: 'command.unknown-you' } });
      expect(JSON.stringify(reply)).not.toContain('ml-train');
    }
    expect(await types()).toEqual(['command.declared', 'plan.frozen']);
  });

  it('each person’s once, whatever they press', async () => {
    await declare();
    const plan = await s.plan();
    await s.must('bo', `approve ${plan}`);
    for (const text of [`approve ${plan}`, `deny ${plan} changed my mind`]) {
      const again = await s.say('bo', text);
      expect(again.card.id).toBe('approval.again');
      expect(again.card.summary).toMatch(/^You approved this plan at \d\d:\d\d:\d\dZ already\./);
    }
    expect((await s.quell.desk.approvals.votes(plan)).map((v) => v.person)).toEqual(['bo']);
  });

  it('one delivery does one thing, however often it arrives', async () => {
    const from = { who: { surface: 'console' as const, tenant: 'local', user: 'ana' }, dedupe: 'envelope-1' };
    expect((await s.quell.front.command('declare one', from)).exit).toBe(0);
    expect((await s.quell.front.command('declare one', from)).card.id).toBe('command.again');
    expect(await s.quell.desk.incidents.incidents('all')).toHaveLength(1);
  });
});

describe('a quorum', () => {
  it('starts the first stage with the first vote, and waits with the door for the other group', async () => {
    await declare();
    const plan = await s.plan();
    const reply = await s.must('bo', `approve ${plan}`);
    expect(reply.card.summary).toContain('Later stages need 1 of cloud-platform.');
    const run = await s.follow(plan, (r) => r.steps.every((x) => x.state === 'verified' || x.state === 'waiting'));
    expect(run.steps.filter((x) => x.state === 'verified').map((x) => x.stage)).toEqual([0, 0, 0]);
    const writes = () => responderCalls().filter((c) => c.write).length;
    const before = writes();
    await s.must('dee', `approve ${plan}`);
    expect(await s.follow(plan)).toMatchObject({ state: 'contained' });
    expect(writes()).toBeGreaterThan(before);
  });

  it('is one decision when two people press at the same moment', async () => {
    await declare();
    const plan = await s.plan('contain gpu-hijack place=ml-train');
    const replies = await Promise.all([s.say('bo', `approve ${plan}`), s.say('cy', `approve ${plan}`)]);
    expect(replies.map((r) => r.card.id).toSorted()).toEqual(['approval.late', 'notice']);
    const late = replies.find((r) => r.exit === 1)!;
    expect(late.card.summary).toMatch(/is approved, approved by (Bo Lind|Cy Okafor); your vote came too late/);
    const run = await s.follow(plan);
    expect(run.steps.map((x) => x.attempt).every((n) => n >= 1)).toBe(true);
    const intents = (await s.timeline('INC-1')).filter((e) => e.type === 'action.intended');
    expect(intents).toHaveLength(run.steps.length);
  });

  it('that nobody can reach is said at once, not when the time is over', async () => {
    const people = PEOPLE.filter((p) => !p.groups.includes('cloud-platform'));
    await s.close();
    s = await startStage({ people });
    await declare();
    const reply = await s.say('ana', CONTAIN);
    expect(reply).toMatchObject({ exit: 1, card: { id: 'approval.nobody' } });
    expect(reply.card.summary).toContain('1 of cloud-platform');
    expect(await s.quell.desk.plans.plansOf('INC-1')).toEqual([]);
  });
});

describe('a plan ends without an approval', () => {
  const unchanged = async (plan: string) => {
    const reply = await s.must('ana', `plan ${plan}`);
    expect(reply.card.buttons.map((b) => b.verb)).not.toContain('approve');
    expect(responderCalls()).toEqual([]);
    return reply.card.summary;
  };

  it('when somebody denies it, with the reason', async () => {
    await declare();
    const plan = await s.plan();
    expect((await s.say('bo', `deny ${plan}`)).card.summary).toContain('deny needs reason');
    await s.must('bo', `deny ${plan} that pool also serves billing`);
    expect(await s.follow(plan)).toMatchObject({ state: 'cancelled' });
    expect(await unchanged(plan)).toBe('Denied: that pool also serves billing. Nothing was changed.');
    const late = await s.say('dee', `approve ${plan}`);
    expect(late.card.summary).toContain('is denied, denied by Bo Lind; your vote came too late');
  });

  it('when the requester takes it back', async () => {
    await declare();
    const plan = await s.plan();
    await s.must('ana', `deny ${plan} wrong identity`);
    expect(await s.follow(plan)).toMatchObject({ state: 'cancelled' });
    expect(await unchanged(plan)).toContain('Denied: wrong identity');
  });

  it('when its time is over: expired, and not failed', async () => {
    await declare();
    const plan = await s.plan();
    await s.quell.db.query(`update plan set approve_by = now() - interval '1 second' where id = $1`, [plan]);
    const late = await s.say('bo', `approve ${plan}`);
    expect(late.card.id).toBe('approval.late');
    expect(await s.follow(plan)).toMatchObject({ state: 'expired' });
    expect(await unchanged(plan)).toContain('Expired, nothing was changed.');
    expect(await types()).toContain('approval.expired');
    // One command asks again, with a fresh plan.
    expect(await s.plan()).not.toBe(plan);
  });

  it('when a newer one replaces it', async () => {
    await declare();
    const first = await s.plan();
    const second = await s.plan();
    expect(await unchanged(first)).toBe('Replaced by a newer plan. Nothing was changed by this one.');
    expect((await s.say('bo', `approve ${first}`)).card.summary).toContain('was replaced by a newer one');
    await s.must('bo', `deny ${second} enough`);
  });
});
