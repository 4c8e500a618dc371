import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { StepState } from '../../src/domain/run.ts';
import { CONTAIN } from '../e2e/stage.ts';
import {
  CROWD,
  facts,
  GPU,
  heldActions,
  openStepUps,
  prove,
  type Stand,
  stepWords,
  verbs,
  withIncident,
} from './stand.ts';

/** Rows of the approvals sheet that are about a vote. The other rows are in sheet-requests and sheet-time. */
let s: Stand;
const open = withIncident((stand) => {
  s = stand;
});

const TWO = [{ group: 'security-oncall', count: 2 }];
const two = { floors: { contain: TWO, release: TWO, earlyRelease: TWO } };
const stored = (plan: string) => s.quell.desk.plans.plan(plan);
const votes = async (plan: string) => (await s.quell.desk.approvals.votes(plan)).map((v) => v.person);
const refusals = async () => (await s.timeline('INC-1')).filter((e) => e.type === 'approval.refused');

describe('a vote', () => {
  it('Card: mode and severity, verb, targets, who asked and why, reach, put back, limits, quorum, times, id; in this order', async () => {
    await open();
    const plan = await s.plan();
    const card = await s.card(plan);
    expect(card).toMatchObject({ mode: 'live', severity: 1, title: 'Contain ml-train on 3 clouds' });
    expect(card.summary.length).toBeGreaterThan(20);
    const text = JSON.stringify(card.blocks);
    const order = [
      'Targets',
      'Asked by',
      'Why it is asked',
      '"stage"',
      'Reaches',
      'Put back',
      'does not stop',
      'Votes',
      'Approve by',
      'Steps start by',
      '"Plan"',
    ];
    const places = order.map((word) => text.indexOf(word));
    expect(places.every((at) => at > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const said = facts(card);
    expect(said.get('Votes')).toContain('0/1 of security-oncall (bo or cy)');
    expect(said.get('Why it is asked')).toContain('playbook compromised-workload-identity, rules demands.asked');
    expect(said.get('Plan')).toMatch(
      /^[0-9A-F]{4}-[0-9A-F]{4} \(plan-1\)\. Policy: demands\.asked, decision [0-9a-f-]{8} on input [0-9a-f]{8}/,
    );
    expect(card.buttons.map((b) => b.label)).toEqual(['Approve', 'Deny…', 'Narrow…', 'Details', 'Withdraw']);
  });

  it('Click: answered well within three seconds, decided by the record, once per person over all surfaces', async () => {
    await open(two);
    const plan = await s.plan(GPU);
    const since = performance.now();
    expect((await s.press('slack', 'bo', 'approve', plan)).exit).toBe(0);
    expect(performance.now() - since).toBeLessThan(3000);
    for (const surface of ['slack', 'teams', 'console', 'cli'] as const)
      expect((await s.press(surface, 'bo', 'approve', plan)).card.id).toBe('approval.again');
    expect(await votes(plan)).toEqual(['bo']);
    expect((await stored(plan)).status).toBe('pending');
  });

  it('Two votes of one person on two surfaces at the same moment: one counts, the other is told that it stands already', async () => {
    await open(two);
    const plan = await s.plan(GPU);
    const replies = await Promise.all(
      (['slack', 'console'] as const).map((surface) => s.press(surface, 'bo', 'approve', plan)),
    );
    expect(replies.map((r) => r.exit).toSorted()).toEqual([0, 1]);
    expect(replies.find((r) => r.exit === 1)!.card.id).toBe('approval.again');
    expect(await votes(plan)).toEqual(['bo']);
    expect((await s.types()).filter((t) => t === 'approval.voted')).toHaveLength(1);
    expect((await stored(plan)).status).toBe('pending');
  });

  it('Same person twice: told in private when, and no second vote', async () => {
    await open(two);
    const plan = await s.plan(GPU);
    await s.must('bo', `approve ${plan}`);
    const again = await s.say('bo', `approve ${plan}`);
    expect(again).toMatchObject({ public: false, exit: 1 });
    expect(again.card.summary).toMatch(/^You approved this plan at \d\d:\d\d:\d\dZ already\./);
    expect(await votes(plan)).toEqual(['bo']);
  });

  it('Two people at once: both count where two are needed, else the later one hears who was first', async () => {
    await open(two);
    const needsBoth = await s.plan(GPU);
    const both = await Promise.all(['bo', 'cy'].map((who) => s.press('slack', who, 'approve', needsBoth)));
    expect(both.map((r) => r.exit)).toEqual([0, 0]);
    expect((await stored(needsBoth)).status).toBe('approved');
    await s.close();
    await open();
    const needsOne = await s.plan(GPU);
    const raced = await Promise.all(['bo', 'cy'].map((who) => s.press('slack', who, 'approve', needsOne)));
    const late = raced.find((r) => r.exit === 1)!;
    expect(late).toMatchObject({ public: false, card: { id: 'approval.late' } });
    expect(late.card.summary).toMatch(/is approved, approved by (Bo Lind|Cy Okafor)/);
    expect(await votes(needsOne)).toHaveLength(1);
  });

  it('Not allowed: a private note with the reason and who can, an audit event with the rule, and the wait goes on', async () => {
    await open();
    const plan = await s.plan();
    const reply = await s.say('eve', `approve ${plan}`);
    expect(reply).toMatchObject({ public: false, exit: 1, card: { id: 'approval.not-allowed' } });
    expect(reply.card.summary).toBe(
      'Only members of security-oncall or cloud-platform decide about this plan. Bo Lind or Cy Okafor or Dee Park can.',
    );
    const [event] = await refusals();
    expect(event).toMatchObject({ actor: { person: 'eve' }, data: { plan, policy: { rules: ['approve.outsider'] } } });
    expect(String((event!.data.policy as { input: string }).input)).toMatch(/^[0-9a-f]{64}$/);
    expect((await stored(plan)).status).toBe('pending');
  });

  it('Requester or suspect: refused with the reason; the suspect’s click stands on the timeline', async () => {
    await open();
    const own = await s.plan();
    expect((await s.say('ana', `approve ${own}`)).card.id).toBe('approval.requester');
    await s.must('ana', 'declare somebody inside suspect=cy');
    const plan = String(
      (await s.must('ana', `${GPU} incident=INC-2`)).data && (await s.quell.desk.plans.plansOf('INC-2'))[0]!.id,
    );
    expect((await s.say('cy', `approve ${plan}`)).card.id).toBe('approval.suspect');
    const seen = await s.timeline('INC-2');
    expect(seen.at(-1)).toMatchObject({ type: 'approval.refused', actor: { person: 'cy' } });
    expect(await votes(plan)).toEqual([]);
  });

  it('Approve, not yet quorum: the card says 1/2 with name and time, and the vote may be withdrawn until the quorum', async () => {
    await open(two);
    const plan = await s.plan(GPU);
    await s.must('bo', `approve ${plan}`);
    const said = facts(await s.card(plan));
    expect(said.get('Votes')).toMatch(/^1\/2 of security-oncall \(cy\)/);
    expect(said.get('Approved by')).toMatch(/^bo \d{4}-.*Policy: approve\.member, decision /);
    await s.must('bo', `withdraw ${plan}`);
    expect(await votes(plan)).toEqual([]);
    expect(await s.types()).toContain('approval.taken-back');
    await s.must('bo', `approve ${plan}`);
    await s.must('cy', `approve ${plan}`);
    expect((await s.say('bo', `withdraw ${plan}`)).card.id).toBe('approval.late');
    await s.follow(plan);
  });

  it('Quorum: the buttons go, it says who approved, then queued, running, applied, verified; never green before that', async () => {
    const { actions, letGo } = heldActions();
    // Two hands for three steps: one step is left on the queue.
    await open({ actions, concurrency: 2 });
    const plan = await s.plan(GPU);
    await s.must('bo', `approve ${plan}`);
    const drawn = async (...states: StepState[]) => {
      await s.follow(plan, (r) => isDeepStrictEqual(r.steps.map((x) => x.state).toSorted(), states));
      const card = await s.card(plan);
      expect(facts(card).get('Approved by')).toMatch(/^bo /);
      for (const verb of ['approve', 'deny', 'narrow']) expect(verbs(card)).not.toContain(verb);
      return { tone: card.tone, summary: card.summary, steps: stepWords(card) };
    };
    const going = (verified: number, ...steps: string[]) => ({
      tone: 'warning',
      summary: `In progress: ${verified} of 3 steps verified.`,
      steps,
    });
    expect(await drawn('due', 'running', 'running')).toEqual(going(0, 'applying', 'applying', 'queued'));
    letGo('change');
    const looking = going(0, 'applied, verifying', 'applied, verifying', 'queued');
    expect(await drawn('applied', 'applied', 'due')).toEqual(looking);
    letGo('look');
    const nearly = going(2, 'applied, verifying', 'verified', 'verified');
    expect(await drawn('applied', 'verified', 'verified')).toEqual(nearly);
    letGo('lookAtAzure');
    expect(await drawn('verified', 'verified', 'verified')).toEqual({
      tone: 'good',
      summary: 'Contained on 3 clouds, each step verified.',
      steps: ['verified', 'verified', 'verified'],
    });
    expect(verbs(s.chat.card(`plan:${plan}`))).not.toContain('withdraw');
  });

  it('High risk: a fresh sign-in for that person and that digest; without one, or for another plan, there is no vote', async () => {
    await open({ rules: { escalation: {}, freshSignIn: 'always' } });
    const id = await s.plan();
    const { digest } = await stored(id);
    expect(facts(await s.card(id)).get('Sign-in')).toContain('fresh sign-in');
    expect((await s.say('bo', `approve ${id}`)).card.id).toBe('approval.no-sign-in');
    const { begun } = openStepUps(s);
    const reply = await s.press('slack', 'bo', 'approve', id);
    expect(begun).toEqual([`bo approve ${digest}`]);
    expect(reply.card.buttons[0]!.href).toBe('https://quell.example.com/sign-in/1');
    expect(await votes(id)).toEqual([]);
    await expect(prove(s, 'bo', { id, digest: 'f'.repeat(64) })).rejects.toMatchObject({ code: 'approval.changed' });
    await expect(prove(s, 'eve', { id, digest })).rejects.toMatchObject({ code: 'approval.not-allowed' });
    await expect(prove(s, 'ana', { id, digest })).rejects.toMatchObject({ code: 'approval.requester' });
    expect((await prove(s, 'cy', { id, digest })).exit).toBe(0);
    expect((await stored(id)).status).toBe('approved');
    expect(facts(await s.card(id)).get('Approved by')).toContain('signed in again');
    await s.follow(id);
  });

  it('High risk: a press counts at once for the stages that are not sensitive, and for the others once proven', async () => {
    await open();
    const { policy } = s.setup;
    await s.close();
    await open({
      policy: {
        ...policy,
        demands: async (q) => {
          const asked = await policy.demands(q);
          return { ...asked, stages: asked.stages.map((stage, i) => ({ ...stage, fresh: i > 0 })) };
        },
      },
    });
    openStepUps(s);
    const id = await s.plan();
    const reply = await s.must('cy', `approve ${id}`);
    expect(reply.card.buttons[0]?.href).toContain('/sign-in/');
    const first = await s.follow(id, (r) => r.steps.filter((x) => x.stage === 0).every((x) => x.state === 'verified'));
    expect(first.steps.filter((x) => x.stage > 0).every((x) => x.state === 'waiting')).toBe(true);
    // Cy has pressed, and is no voter yet where a sign-in is asked for.
    const said = facts(await s.card(id)).get('Votes');
    expect(said).toContain('0/1 of cloud-platform (dee; cy pressed Approve and still has to sign in)');
    await s.wait(id, 310);
    const half = await s.posted(`reminder:${id}:half`);
    expect(half.summary).toContain('Cy Okafor: you approved, but stages 2, 3 and 4 count only after you sign in again');
    expect(half.summary).toContain('press Approve for a new link.');
    expect((await s.must('cy', `approve ${id}`)).card.buttons[0]?.href).toContain('/sign-in/');
    expect((await prove(s, 'cy', await stored(id))).exit).toBe(0);
    expect(await votes(id)).toEqual(['cy']);
    expect((await s.follow(id)).state).toBe('contained');
  });

  it('Deny: the reason is required, ends the request, and the requester is told; a revised one is new and linked', async () => {
    await open();
    const plan = await s.plan();
    expect((await s.press('slack', 'bo', 'deny', plan)).card.summary).toContain('deny needs reason');
    await s.press('slack', 'bo', 'deny', plan, { reason: 'that pool serves billing' });
    expect((await stored(plan)).status).toBe('denied');
    const told = await s.posted(`denied:${plan}`);
    expect(told.summary).toContain('Ana Ruiz: Bo Lind denied your plan: that pool serves billing');
    expect(s.chat.told.map((t) => [t.person, t.key])).toEqual([['ana', `denied:${plan}:ana`]]);
    const card = await s.card(plan);
    expect(card).toMatchObject({
      tone: 'neutral',
      summary: 'Denied: that pool serves billing. Nothing was changed.',
    });
    expect(facts(card).get('Denied by')).toMatch(/^bo \d{4}-.*: that pool serves billing\./);
    expect(verbs(card)).toEqual(['again', 'plan']);
    await s.must('ana', `again ${plan}`);
    const next = (await s.quell.desk.plans.plansOf('INC-1')).at(-1)!;
    expect(next.body.earlier).toEqual({ plan, digest: (await stored(plan)).digest, why: 'denied' });
    expect(facts(await s.card(next.id)).get('Takes the place of')).toContain('which was denied');
  });

  it('Outcome: under the card, told to requester and voters once; the event has digest, surface and how they were known', async () => {
    await open();
    const plan = await s.plan(GPU);
    await s.press('slack', 'bo', 'approve', plan);
    expect((await s.follow(plan)).state).toBe('contained');
    const card = await s.posted(`outcome:${plan}`);
    expect((await s.card(plan)).summary).toBe('Contained on 3 clouds, each step verified.');
    await s.quell.shown();
    expect(card.summary).toBe('Ana Ruiz, Bo Lind: Contained on 3 clouds, each step verified.');
    expect(s.chat.of(`outcome:${plan}`)[0]!.thread).toBe(
      [...s.chat.messages].find(([, m]) => m.key === 'incident:INC-1')![0],
    );
    expect(s.chat.told.map((t) => t.person).toSorted()).toEqual(['ana', 'bo']);
    const voted = (await s.timeline('INC-1')).find((e) => e.type === 'approval.voted')!;
    expect(voted.data).toMatchObject({
      digest: (await stored(plan)).digest,
      surface: 'slack',
      authenticated: 'by Slack',
    });
    await s.must('ana', 'note one more thing');
    await s.quell.shown();
    expect(s.chat.of(`outcome:${plan}`)).toHaveLength(1);
    expect(s.chat.told).toHaveLength(2);
  });

  it('No approver can be found: said when it is asked for, tiers counted, with an exit that is not zero', async () => {
    const people = CROWD.filter((p) => !p.groups.includes('cloud-platform'));
    await open({ people, rules: { escalation: {}, freshSignIn: 'never' } });
    const reply = await s.press('cli', 'ana', 'contain', 'INC-1', {
      playbook: 'compromised-workload-identity',
      identity: 'ml-train',
    });
    expect(reply).toMatchObject({ exit: 1, card: { id: 'approval.nobody' } });
    expect(await s.quell.desk.plans.plansOf('INC-1')).toEqual([]);
    await s.close();
    const tier = { group: 'finance', afterSeconds: 60 };
    await open({ people, rules: { escalation: { 'cloud-platform': [tier] }, freshSignIn: 'never' } });
    expect((await s.say('ana', CONTAIN)).exit).toBe(0);
  });
});
