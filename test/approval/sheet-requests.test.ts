import { describe, expect, it } from 'vitest';
import { openConsole } from '../../src/edge/console/console.ts';
import { consoleDesk } from '../../src/process/console.ts';
import { trustSomebodyElse } from '../e2e/by-hand.ts';
import { Plain } from '../edge/console/plain.ts';
import { openWorld } from '../edge/slack/harness.ts';
import { TEAM } from '../edge/slack/strict.ts';
import { facts, GPU, openStepUps, prove, type Stand, verbs, withIncident } from './stand.ts';

/** Rows of the approvals sheet that are about a request: made less, stopped, too large, failed, carried out alone. */
let s: Stand;
const open = withIncident((stand) => {
  s = stand;
});

const stored = (plan: string) => s.quell.desk.plans.plan(plan);
const newest = async () => (await s.quell.desk.plans.plansOf('INC-1')).at(-1)!;
const votes = async (plan: string) => (await s.quell.desk.approvals.votes(plan)).map((v) => v.person);
const ALWAYS = 1000;
const TWO = [{ group: 'security-oncall', count: 2 }];
const two = { floors: { contain: TWO, release: TWO, earlyRelease: TWO } };

describe('a request', () => {
  it('Narrow: leaves steps out and nothing else; a new digest, earlier votes void and shown as void', async () => {
    await open(two);
    const first = await s.plan(GPU);
    const before = await stored(first);
    await s.must('bo', `approve ${first}`);
    const form = s.quell.front.formOf('narrow', first)!;
    const from = { who: { surface: 'slack', tenant: 'local', user: 'bo' }, dedupe: 'f' } as const;
    const [keep] = (await s.quell.front.filled(form, from)).fields;
    expect(keep).toMatchObject({ name: 'keep', type: 'many', value: 'aws-gpu gcp-gpu azure-gpu' });
    const reply = await s.press('slack', 'bo', 'narrow', first, { keep: 'aws-gpu gcp-gpu' });
    expect(reply.exit).toBe(0);
    const next = await newest();
    expect(next.body.stages.flatMap((x) => x.steps.map((step) => step.id))).toEqual(['aws-gpu', 'gcp-gpu']);
    expect(next.body).toMatchObject({
      requester: 'ana',
      earlier: { plan: first, digest: before.digest, why: 'narrowed' },
    });
    expect(next.digest).not.toBe(before.digest);
    expect(Date.parse(next.executeBy)).toBeLessThanOrEqual(Date.parse(before.executeBy));
    expect(await votes(next.id)).toEqual([]);
    const old = await s.card(first);
    expect(old.summary).toMatch(/^Narrowed: replaced by plan .* its votes are void\.$/);
    expect([...facts(old).keys()]).toContain('Void: Approved by');
    expect(verbs(old)).toEqual(['plan']);
    const said = facts(await s.card(next.id));
    expect(said.get('Takes the place of')).toContain('narrowed; its votes are void');
    expect(said.get('Asked by')).toContain('narrowed by bo');
    for (const text of ['drop=nothing-like-it', 'keep="aws-gpu gcp-gpu"', 'drop=aws-gpu,gcp-gpu'])
      expect((await s.say('ana', `narrow ${next.id} ${text}`)).card.id).toBe('plan.narrow');
    expect((await s.say('ana', `narrow ${next.id}`)).card.summary).toContain('drop=gcp-gpu');
  });

  it('A card of an older plan: what is pressed on it decides nothing, about that plan or the one in its place', async () => {
    await open();
    const older = await s.plan(GPU);
    await s.press('slack', 'bo', 'narrow', older, { keep: 'aws-gpu gcp-gpu' });
    const { id: newer } = await newest();
    for (const surface of ['slack', 'teams', 'console'] as const) {
      const reply = await s.press(surface, 'cy', 'approve', older);
      expect(reply).toMatchObject({ exit: 1, public: false, card: { id: 'approval.late' } });
      expect(reply.card.summary).toContain('was replaced by a newer one');
    }
    expect((await s.press('slack', 'cy', 'deny', older, { reason: 'too much' })).exit).toBe(1);
    for (const plan of [older, newer]) expect(await votes(plan)).toEqual([]);
    expect((await stored(newer)).status).toBe('pending');
    expect(s.writes()).toBe(0);
  });

  it('Narrow is refused once anything has started', async () => {
    await open();
    const plan = await s.plan();
    await s.must('bo', `approve ${plan}`);
    await s.follow(plan, (r) => r.steps.filter((x) => x.stage === 0).every((x) => x.state === 'verified'));
    const reply = await s.say('ana', `narrow ${plan} drop=aws-trust`);
    expect(reply).toMatchObject({ exit: 1, card: { id: 'plan.started' } });
    expect(await s.quell.desk.plans.plansOf('INC-1')).toHaveLength(1);
  });

  it('State of the cloud changed since the plan: it stops before acting, shows the difference, and one click asks again', async () => {
    await open();
    const plan = await s.plan();
    trustSomebodyElse(s.range);
    await s.must('cy', `approve ${plan}`);
    const run = await s.follow(plan);
    const stopped = run.steps.find((x) => x.state === 'changed')!;
    expect(stopped.receipt).toBeUndefined();
    const card = await s.card(plan);
    expect(card.summary).toContain('Stopped, because the cloud had changed, at step 4 of 10, 9 of 10 steps applied.');
    expect(JSON.stringify(card.blocks)).toMatch(/was .*, is /);
    expect(verbs(card)).toContain('again');
    expect(await s.types()).toContain('job.changed');
    const said = await s.posted(`outcome:${plan}`);
    expect(JSON.stringify(said.blocks)).toMatch(/What changed.*was .*, is /);
    expect(verbs(said)).toEqual(['again', 'release']);
    expect(s.chat.told.map((t) => t.person).toSorted()).toEqual(['ana', 'cy']);
    expect((await s.press('slack', 'ana', 'again', plan)).exit).toBe(0);
    expect((await newest()).body.earlier).toMatchObject({ plan, why: 'changed' });
    // Pressed by a second person at the same moment, it is one fresh plan.
    expect((await s.press('slack', 'bo', 'again', plan)).exit).toBe(0);
    expect(await s.quell.desk.plans.plansOf('INC-1')).toHaveLength(2);
  });

  it('Execution fails: where, how much was done, with Retry and Release', async () => {
    await open();
    s.weather({ cloud: 'gcp', permission: 'iam.serviceAccounts.disable', kind: 'denied', times: ALWAYS });
    const plan = await s.plan();
    await s.must('cy', `approve ${plan}`);
    await s.follow(plan);
    const card = await s.card(plan);
    expect(card.tone).toBe('bad');
    expect(card.summary).toBe(
      'Partly contained: 2 of 3 clouds (AWS, Azure). Failed at step 2 of 10, 9 of 10 steps applied.',
    );
    expect(verbs(card)).toEqual(expect.arrayContaining(['retry', 'release']));
    expect(verbs(await s.posted(`outcome:${plan}`))).toEqual(['retry', 'release']);
  });

  it('Message deleted, chat down: the card is posted again, and console and CLI decide all the same', async () => {
    await open(two);
    const plan = await s.plan(GPU);
    await s.card(plan);
    s.chat.delete(`plan:${plan}`);
    await s.must('ana', 'note look here');
    await s.must('ana', 'severity 2');
    expect((await s.card(plan)).buttons.map((b) => b.verb)).toContain('approve');
    s.chat.up = false;
    expect((await s.press('cli', 'bo', 'approve', plan)).exit).toBe(0);
    expect((await s.press('console', 'cy', 'approve', plan)).exit).toBe(0);
    const cast = await s.quell.desk.approvals.votes(plan);
    expect(cast.map((v) => [v.person, v.surface])).toEqual([
      ['bo', 'cli'],
      ['cy', 'console'],
    ]);
    expect((await s.follow(plan)).state).toBe('contained');
    await s.quell.shown();
    expect(s.errors.length).toBeGreaterThan(0);
    s.errors.splice(0);
    s.chat.up = true;
    await s.must('ana', 'note back again');
    expect((await s.card(plan)).tone).toBe('good');
    s.errors.splice(0);
  });

  it('A link is opened: looking decides nothing, a vote needs a session and its token', async () => {
    await open(two);
    const plan = await s.plan(GPU);
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const desk = consoleDesk(s.quell.ports);
    const page = await openConsole({ port: 0, demo: true, front: s.quell.front, desk, log });
    try {
      const [bo, other] = [new Plain(page.url), new Plain(page.url)];
      const actAs = Plain.fields((await bo.get('/')).text, '/act-as');
      expect((await bo.post('/act-as', { ...actAs, person: 'bo' })).status).toBe(303);
      const looks = ['/', '/incidents/INC-1', `/plans/${plan}`, `/plans/${plan}?verb=approve&ref=${plan}`];
      const { cookie } = bo;
      for (const path of looks)
        for (const method of ['GET', 'HEAD'])
          expect((await fetch(page.url + path, { method, headers: { cookie } })).status, path).toBe(200);
      const vote = Plain.fields((await bo.get(`/plans/${plan}`)).text, '/press', 'value="approve"');
      expect(vote).toMatchObject({ verb: 'approve', ref: plan });
      const { csrf: _, ...bare } = vote;
      expect((await bo.get(`/press?${new URLSearchParams(vote)}`)).status).toBe(404);
      await other.get('/');
      const refused = [
        bo.post('/press', bare),
        bo.post('/press', { ...vote, csrf: 'x'.repeat(vote.csrf!.length) }),
        other.post('/press', vote),
        new Plain(page.url).post('/press', vote),
        bo.post('/press', vote, { origin: 'https://attacker.example' }),
      ];
      for (const answer of refused) expect((await answer).status).toBe(403);
      expect(await votes(plan)).toEqual([]);
      expect((await bo.post('/press', vote)).status).toBe(303);
      expect(await s.quell.desk.approvals.votes(plan)).toMatchObject([{ person: 'bo', surface: 'console' }]);
    } finally {
      await page.close();
    }
  });

  it('A link is opened: the card in Slack asks for no preview', async () => {
    await open();
    const card = await s.card(await s.plan(GPU));
    const { slack, strict, close } = await openWorld();
    await slack.out.post({ surface: 'slack', tenant: TEAM, channel: 'C1' }, card, 'plan');
    await close();
    // This Slack refuses whatever else is posted with previews, in all tests of test/edge/slack.
    expect(strict.refused).toEqual([]);
    expect(strict.calls('chat.postMessage')).toMatchObject([{ unfurl_links: 'false', unfurl_media: 'false' }]);
  });

  it('The plan does not fit the card: it is approved only where all of it can be read', async () => {
    await open();
    s.setup.signInAt = () => 'https://quell.example.com';
    const { body } = await stored(await s.plan());
    // As a playbook over sixty accounts would be, of which none can be read.
    const unplanned = Array.from({ length: 60 }, (_, i) => ({
      step: `x${i}`,
      action: 'aws.iam.revoke-role-sessions',
      why: 'The reader role may not read the roles of this account, so nothing can be planned in it.',
      fix: 'terraform apply in infra/aws for this account.',
    }));
    const times = { approveSeconds: 600, executeSeconds: 3600 };
    const { id: plan } = await s.quell.desk.plans.freeze({ ...body, unplanned }, times, (p) => ({
      stream: 'INC-1',
      type: 'plan.frozen',
      actor: { person: 'ana', surface: 'console' },
      summary: 'asked',
      data: { plan: p.id, digest: p.digest },
    }));
    const button = (await s.card(plan)).buttons[0]!;
    expect(button).toMatchObject({ verb: 'approve', href: `https://quell.example.com/plans/${plan}` });
    for (const surface of ['slack', 'teams'] as const) {
      const reply = await s.press(surface, 'bo', 'approve', plan);
      expect(reply).toMatchObject({ exit: 1, card: { id: 'approval.unread' } });
      expect(reply.card.buttons[0]!.href).toBe(`https://quell.example.com/plans/${plan}`);
    }
    expect(await votes(plan)).toEqual([]);
    expect((await s.press('console', 'bo', 'approve', plan)).exit).toBe(0);
  });

  it('Withdraw: the requester or the commander ends it, and what has not started never does', async () => {
    await open();
    const plan = await s.plan();
    expect((await s.say('dee', `withdraw ${plan}`)).card.id).toBe('approval.no-vote');
    await s.must('bo', `approve ${plan}`);
    await s.follow(plan, (r) => r.steps.filter((x) => x.stage === 0).every((x) => x.state === 'verified'));
    await s.must('ana', `withdraw ${plan} enough for now`);
    expect((await s.say('dee', `approve ${plan}`)).card.id).toBe('approval.late');
    const run = await s.follow(plan);
    expect(run.steps.filter((x) => x.stage > 0).every((x) => x.state === 'cancelled')).toBe(true);
    const card = await s.card(plan);
    expect(card.summary).toBe('Withdrawn: enough for now. What was done before stays done; see below.');
    expect(verbs(card)).toContain('again');
  });

  it('Withdraw: a commander who has voted still ends the plan, once something rests on votes', async () => {
    await open();
    const plan = await s.plan();
    await s.must('ana', 'assign bo');
    await s.must('bo', `approve ${plan}`);
    await s.follow(plan, (r) => r.steps.some((x) => x.state === 'verified'));
    await s.must('bo', `withdraw ${plan} wrong account`);
    expect((await stored(plan)).status).toBe('withdrawn');
    expect(await votes(plan)).toEqual(['bo']);
  });

  it('Break-glass: two reasons and a sign-in, told to all louder than anything, and reviewed by somebody else', async () => {
    await open({
      rules: { escalation: {}, freshSignIn: 'sensitive', breakGlass: { group: 'responders', reviewSeconds: 3600 } },
    });
    const id = await s.plan(GPU);
    expect(verbs(await s.card(id))).toContain('break-glass');
    expect((await s.press('slack', 'ana', 'break-glass', id, { reason: 'data leaves' })).card.id).toBe(
      'command.missing',
    );
    const both = { reason: 'data leaves', nobody: 'all on one flight' };
    expect((await s.press('slack', 'ana', 'break-glass', id, both)).card.id).toBe('approval.no-sign-in');
    expect((await s.press('slack', 'bo', 'break-glass', id, both)).card.id).toBe('approval.not-allowed');
    openStepUps(s);
    expect((await s.press('slack', 'ana', 'break-glass', id, both)).card.buttons[0]!.href).toContain('/sign-in/');
    expect(await votes(id)).toEqual([]);
    const plan = await stored(id);
    const glass = { decision: 'break-glass', reason: both.reason } as const;
    await expect(prove(s, 'ana', plan, glass)).rejects.toMatchObject({ code: 'approval.reasons' });
    expect((await prove(s, 'ana', plan, { ...glass, second: both.nobody })).exit).toBe(0);
    expect((await s.follow(id)).state).toBe('contained');
    const loud = await s.posted(`break-glass-loud:${id}`);
    expect(s.chat.of(`break-glass-loud:${id}`)[0]!.thread).toBeUndefined();
    expect(loud).toMatchObject({ tone: 'bad', title: 'GLASS BROKEN' });
    for (const name of ['Bo Lind', 'Cy Okafor']) expect(loud.summary).toContain(name);
    expect(JSON.stringify((await s.card(id)).blocks)).toContain('Carried out without its approvers by ');
    expect(verbs(await s.posted(`review:${id}`))).toEqual(['review']);
    const verdict = { as: 'justified', note: 'the log shows it' };
    expect((await s.press('slack', 'ana', 'review', id, verdict)).exit).toBe(1);
    expect((await s.must('bo', 'reviews')).card.buttons.map((b) => b.ref)).toEqual([id]);
    expect((await s.press('slack', 'bo', 'review', id, verdict)).exit).toBe(0);
    await s.quell.shown();
    expect(s.chat.card(`review:${id}`)).toMatchObject({ title: `Review of ${id}: justified`, buttons: [] });
    expect((await s.press('slack', 'cy', 'review', id, verdict)).card.id).toBe('approval.no-review');
  });
});
