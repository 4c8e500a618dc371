import { describe, expect, it } from 'vitest';
import { CROWD, facts, GPU, type Stand, verbs, withIncident } from './stand.ts';

/** Rows of the approvals sheet that are about time: reminders, tiers, expiry, and rights that are lent for a while. */
let s: Stand;
const open = withIncident((stand) => {
  s = stand;
});

const stored = (plan: string) => s.quell.desk.plans.plan(plan);
const votes = async (plan: string) => s.quell.desk.approvals.votes(plan);
const tiers = {
  escalation: { 'security-oncall': [{ group: 'finance', afterSeconds: 240 }] },
  freshSignIn: 'never',
} as const;

describe('time', () => {
  it('Reminder: in the thread at half and at most of the window, to the present tier only, each once', async () => {
    // Half of the ten minutes is over at 300 s, most of them at 480 s.
    const later = { 'security-oncall': [{ group: 'finance', afterSeconds: 420 }] };
    await open({ rules: { escalation: later, freshSignIn: 'never' } });
    const plan = await s.plan(GPU);
    await s.card(plan);
    const told = async () => {
      await s.quell.shown();
      const events = (await s.timeline('INC-1')).filter((e) => e.type === 'approval.reminded');
      return { recorded: events.map((e) => e.data.what), most: s.chat.of(`reminder:${plan}:most`).length };
    };
    await s.wait(plan, 310);
    const half = await s.posted(`reminder:${plan}:half`);
    expect(half.summary).toMatch(/^Half of the time is over\. Bo Lind, Cy Okafor: this plan waits for you/);
    expect(half.summary).not.toContain('Eve');
    const head = [...s.chat.messages].find(([, m]) => m.key === 'incident:INC-1')!;
    expect(s.chat.of(`reminder:${plan}:half`)[0]!.thread).toBe(head[0]);
    expect(await told()).toEqual({ recorded: ['half'], most: 0 });
    await s.wait(plan, 180);
    const most = await s.posted(`reminder:${plan}:most`);
    expect(most.summary).toMatch(/^Most of the time is over\. Bo Lind, Cy Okafor, Eve Moss: this plan waits for you/);
    expect(verbs(most)).toEqual(['approve', 'deny', 'plan']);
    await s.must('bo', `approve ${plan}`);
    await s.follow(plan);
    await s.quell.shown();
    for (const what of ['half', 'most']) expect(s.chat.of(`reminder:${plan}:${what}`)).toHaveLength(1);
    // Decided meanwhile: an old reminder asks for nothing.
    expect(verbs(s.chat.card(`reminder:${plan}:most`))).toEqual(['plan']);
  });

  it('Escalation: the next tier at its time, told from whom and after how long; the earlier one may still vote', async () => {
    await open({ rules: tiers });
    const plan = await s.plan(GPU);
    expect(facts(await s.card(plan)).get('Votes')).toMatch(/0\/1 of security-oncall \(bo or cy\), from .* finance too/);
    expect((await s.say('eve', `approve ${plan}`)).card.id).toBe('approval.not-yet');
    await s.wait(plan, 241);
    const card = await s.posted(`escalation:${plan}:finance`);
    expect(card.summary).toMatch(
      /^Nobody of security-oncall has answered in 4 minutes; asking finance too: Eve Moss\./,
    );
    expect(card.summary).toContain('security-oncall may still vote.');
    expect((await s.say('eve', `approve ${plan}`)).exit).toBe(0);
    expect((await s.follow(plan)).state).toBe('contained');
    const second = await s.plan('contain compromised-workload-identity identity=ml-train');
    await s.wait(second, 241);
    expect((await s.say('bo', `approve ${second}`)).exit).toBe(0);
  });

  it('Expiry: grey, nothing was changed, expired and not failed, and one click asks again', async () => {
    await open();
    const plan = await s.plan(GPU);
    await s.card(plan);
    await s.wait(plan, 601);
    expect((await s.follow(plan)).state).toBe('expired');
    expect((await stored(plan)).status).toBe('expired');
    const types = await s.types();
    expect(types).toContain('approval.expired');
    expect(types).not.toContain('job.failed');
    expect((await s.posted(`ended:${plan}`)).summary).toMatch(/^Ana Ruiz: nobody approved in time, so plan /);
    expect(s.chat.told.map((t) => [t.person, t.key])).toEqual([['ana', `ended:${plan}:ana`]]);
    const card = await s.card(plan);
    expect(card).toMatchObject({ tone: 'neutral' });
    expect(card.summary).toMatch(/^Expired, nothing was changed\./);
    expect(verbs(card)).toEqual(['again', 'plan']);
    expect((await s.press('slack', 'bo', 'again', plan)).exit).toBe(0);
    const next = (await s.quell.desk.plans.plansOf('INC-1')).at(-1)!;
    expect(next).toMatchObject({ status: 'pending', body: { requester: 'bo', earlier: { plan, why: 'expired' } } });
    expect(verbs(await s.card(plan))).toEqual(['plan']);
    expect((await s.say('ana', `again ${next.id}`)).card.id).toBe('plan.not-over');
    expect(s.writes()).toBe(0);
  });

  it('Delegation: a right lent for a while, in the lender’s place; never chained, never for the lender’s own plan', async () => {
    await open();
    expect((await s.say('eve', 'delegate bo until=3d groups=security-oncall')).card.id).toBe('approval.delegation');
    expect((await s.say('bo', 'delegate bo until=3d')).card.id).toBe('approval.delegation');
    expect((await s.say('bo', 'delegate eve until=soon')).card.id).toBe('command.input');
    expect((await s.say('bo', 'delegate eve until=15d')).card.id).toBe('approval.delegation');
    await s.must('bo', 'delegate eve until=3d reason=holiday');
    expect((await s.must('cy', 'delegations')).card.blocks).toMatchObject([
      { items: [expect.arrayContaining([{ person: 'eve' }])] },
    ]);
    expect((await s.say('eve', 'delegate dee until=1d groups=security-oncall')).card.id).toBe('approval.delegation');
    const plan = await s.plan(GPU);
    expect((await s.must('eve', 'approvals')).data).toMatchObject([{ plan, as: 'vote' }]);
    await s.must('eve', `approve ${plan}`);
    expect(await votes(plan)).toMatchObject([{ person: 'eve', through: { 'security-oncall': 'bo' } }]);
    expect(facts(await s.card(plan)).get('Approved by')).toContain('in the place of bo');
    await s.follow(plan);
    await s.must('bo', 'declare another one');
    await s.must('bo', `${GPU} incident=INC-2`);
    const [own] = await s.quell.desk.plans.plansOf('INC-2');
    expect((await s.say('eve', `approve ${own!.id}`)).card.id).toBe('approval.not-allowed');
    await s.must('bo', 'undelegate');
    expect((await s.must('bo', 'delegations')).data).toEqual([]);
    const types = (await s.timeline('quell')).map((e) => e.type);
    expect(types).toEqual(expect.arrayContaining(['approval.delegated', 'approval.delegation-ended']));
  });

  it('Groups are those of the moment of the vote: who left has no vote, and what cannot be read is a no', async () => {
    await open();
    const plan = await s.plan(GPU);
    s.quell.desk.peopleNow = async () => CROWD.map((p) => (p.id === 'bo' ? { ...p, groups: ['finance'] } : p));
    expect((await s.say('bo', `approve ${plan}`)).card.id).toBe('approval.not-allowed');
    s.quell.desk.peopleNow = () => Promise.reject(new Error('Slack does not answer'));
    expect((await s.say('cy', `approve ${plan}`)).exit).toBe(1);
    expect(await votes(plan)).toEqual([]);
    expect((await stored(plan)).status).toBe('pending');
    s.errors.splice(0);
  });

  it('Home: what waits for me with its buttons, what others did alone, what is open; and nothing for a suspect', async () => {
    await open();
    const plan = await s.plan(GPU);
    const home = (user: string) =>
      s.quell.front.home({ who: { surface: 'slack', tenant: 'local', user }, dedupe: 'h' });
    const mine = await home('bo');
    expect(mine.map((c) => c.id)).toEqual([plan, 'INC-1']);
    expect(verbs(mine[0]!)).toContain('approve');
    expect((await home('ana')).map((c) => c.title)).toEqual([
      'Waiting for others',
      'INC-1: ml-train used from outside',
    ]);
    await s.must('ana', 'declare inside suspect=dee');
    expect((await home('dee')).map((c) => c.id)).not.toContain('INC-2');
    expect((await home('nobody')).map((c) => c.id)).toEqual(['command.unknown-you']);
    expect((await s.must('bo', 'approvals')).card.summary).toBe('1 plan waits for you.');
  });
});
