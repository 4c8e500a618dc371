import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../../src/audit/verify.ts';
import type { Block } from '../../src/domain/card.ts';
import type { Run } from '../../src/domain/run.ts';
import type { Weather } from '../../src/range/kernel.ts';
import { stolenRole, trustSomebodyElse } from './by-hand.ts';
import { CONTAIN, type Stage, startStage } from './stage.ts';

let s: Stage;
beforeEach(async () => {
  s = await startStage();
});
afterEach(async () => {
  const { errors } = s;
  await s.close();
  expect(errors).toEqual([]);
});

const declare = () => s.must('ana', 'declare ml-train used from outside sev=1');
const approve = async (plan: string) => {
  await s.must('bo', `approve ${plan}`);
  await s.must('dee', `approve ${plan}`);
};
const cardOf = async (plan: string) => (await s.must('ana', `plan ${plan}`)).card;
const first = (blocks: Block[]) => blocks[0];
const states = (run: Run) => Object.fromEntries(run.steps.map((x) => [x.id, x.state]));
/** Many more than a run tries: the cloud stays like this until the test says otherwise. */
const ALWAYS = 100_000;

describe('containment', () => {
  it('refuses the attacker on three clouds from the moment that it is called verified', async () => {
    const attackers = Object.values(s.range.clouds).map((cloud) => cloud.attacker());
    const before = await Promise.all(attackers.map((a) => a.round()));
    for (const round of before) expect(round.some((a) => a.outcome === 'allowed')).toBe(true);
    await declare();
    const plan = await s.plan();
    await approve(plan);
    const run = await s.follow(plan);
    expect(run.state).toBe('contained');
    expect(await cardOf(plan)).toMatchObject({ tone: 'good', summary: 'Contained on 3 clouds, each step verified.' });
    const after = await Promise.all(attackers.map((a) => a.round()));
    expect(after.flat().filter((a) => a.outcome !== 'refused')).toEqual([]);
    // Each step was changed with the responder's credentials and proven with evidence of its own.
    for (const step of run.steps) {
      expect(step.receipt?.applied, step.id).toBeDefined();
      expect(step.evidence?.length, step.id).toBeGreaterThan(0);
      expect(
        step.evidence!.every((e) => e.ok),
        step.id,
      ).toBe(true);
    }
    const writers = new Set(s.range.kernel.calls.filter((c) => c.write && c.who.startsWith('quell')).map((c) => c.who));
    expect([...writers].filter((who) => who.includes('reader'))).toEqual([]);
    expect(await verifyChain(s.quell.desk.audit.all())).toMatchObject({ valid: true });
  });

  it.each<Weather['kind']>(['throttle', 'server-error', 'garbage', 'hang-up', 'lost-answer'])(
    'gets through a cloud that answers the change with %s',
    async (kind) => {
      s.weather(
        { cloud: 'aws', permission: 'iam:PutRolePolicy', kind, times: 1 },
        { cloud: 'gcp', permission: 'iam.serviceAccounts.disable', kind, times: 1 },
        { cloud: 'azure', permission: 'Microsoft.Authorization/roleAssignments/delete', kind, times: 1 },
      );
      await declare();
      const plan = await s.plan();
      await approve(plan);
      expect(await s.follow(plan)).toMatchObject({ state: 'contained' });
      expect(s.range.kernel.weather.map((w) => w.times)).toEqual([0, 0, 0]);
    },
  );
});

describe('a cloud that refuses', () => {
  const denied = (): Weather => ({
    cloud: 'gcp',
    permission: 'iam.serviceAccounts.disable',
    kind: 'denied',
    times: ALWAYS,
  });

  it('leaves the others contained; what is partial is said first, with the permission that is missing', async () => {
    s.weather(denied());
    await declare();
    const plan = await s.plan();
    await approve(plan);
    const run = await s.follow(plan);
    expect(run.state).toBe('partly');
    const { 'gcp-service-account': refused, ...others } = states(run);
    expect(refused).toBe('failed');
    expect(new Set(Object.values(others))).toEqual(new Set(['verified']));

    const step = run.steps.find((x) => x.id === 'gcp-service-account')!;
    expect(`${step.fault?.message} ${step.fault?.fix}`).toContain('iam.serviceAccounts.disable');
    const card = await cardOf(plan);
    expect(card.tone).toBe('bad');
    expect(first(card.blocks)).toMatchObject({ block: 'warning' });
    expect(card.summary).toMatch(
      /^Partly contained: 2 of 3 clouds \(AWS, Azure\)\. Failed at step 2 of 10, 9 of 10 steps applied/,
    );
    expect(card.buttons.map((b) => b.verb)).toEqual(expect.arrayContaining(['retry', 'release']));
    const incident = await s.must('ana', 'show');
    expect(incident.card.summary).toMatch(/^Partly contained/);
  });

  it('is tried again by a person once it lets us, under the votes that stand', async () => {
    s.weather(denied());
    await declare();
    const plan = await s.plan();
    await approve(plan);
    await s.follow(plan);
    s.range.kernel.weather[0]!.times = 0;
    await s.must('ana', `retry ${plan}`);
    const run = await s.follow(plan, (r) => r.state === 'contained');
    expect(new Set(Object.values(states(run)))).toEqual(new Set(['verified']));
    expect(await cardOf(plan)).toMatchObject({ tone: 'good' });
    const types = (await s.timeline('INC-1')).map((e) => e.type);
    expect(types).toContain('job.retried');
    expect(types.filter((t) => t === 'approval.voted')).toHaveLength(2);
    const again = await s.say('ana', `retry ${plan}`);
    expect(again.card.id).toBe('job.nothing-to-retry');
  });

  it('when it cannot even be read: the plan goes on without it and never looks whole', async () => {
    s.weather({ cloud: 'azure', permission: '*', kind: 'denied', times: ALWAYS, who: 'quell-reader' });
    await declare();
    const plan = await s.plan();
    const { body } = await s.quell.desk.plans.plan(plan);
    expect(new Set(body.unplanned.map((u) => u.action.split('.')[0]))).toEqual(new Set(['azure']));
    for (const line of body.unplanned) expect(line.fix, line.step).not.toBe('');
    await approve(plan);
    expect((await s.follow(plan)).steps.every((x) => x.state === 'verified')).toBe(true);
    const card = await cardOf(plan);
    expect(card.tone).toBe('bad');
    expect(card.summary).toMatch(/could not be planned/);
    expect(JSON.stringify(card.blocks)).toContain('Not in this plan');
  });

  it('or all of them: nothing is planned, and the answer says why', async () => {
    for (const cloud of ['aws', 'gcp', 'azure'] as const)
      s.weather({ cloud, permission: '*', kind: 'denied', times: ALWAYS });
    await declare();
    const reply = await s.say('ana', CONTAIN);
    expect(reply).toMatchObject({ exit: 1, card: { id: 'plan.nothing' } });
    expect(await s.quell.desk.plans.plansOf('INC-1')).toEqual([]);
  });
});

describe('a cloud that somebody changed since the plan', () => {
  it('stops that step before it acts, shows the difference, and is asked about anew', async () => {
    await declare();
    const plan = await s.plan();
    trustSomebodyElse(s.range);
    const trust = stolenRole(s.range).trust.written;
    await approve(plan);
    const run = await s.follow(plan);
    const step = run.steps.find((x) => x.id === 'aws-trust')!;
    expect(step).toMatchObject({ state: 'changed', fault: { code: 'job.cloud-changed' } });
    expect(step.receipt).toBeUndefined();
    expect(step.fault!.message).toMatch(/was .*, is /);
    expect(stolenRole(s.range).trust.written).toBe(trust);
    expect((await cardOf(plan)).summary).toMatch(/^Partly contained/);

    const second = await s.plan();
    await approve(second);
    expect((await s.follow(second)).state).toBe('contained');
    expect(stolenRole(s.range).trust.written).not.toBe(trust);
    expect(stolenRole(s.range).trust.written).toContain('Colleague');
  });
});

describe('a cloud that somebody changed after a try that was refused', () => {
  it('stops the next try too: what was approved is not what is there', async () => {
    s.weather({ cloud: 'aws', permission: 'iam:UpdateAssumeRolePolicy', kind: 'denied', times: ALWAYS });
    await declare();
    const plan = await s.plan();
    await approve(plan);
    expect((await s.follow(plan)).steps.find((x) => x.id === 'aws-trust')).toMatchObject({ state: 'failed' });
    s.range.kernel.weather[0]!.times = 0;
    trustSomebodyElse(s.range);
    const trust = stolenRole(s.range).trust.written;
    await s.must('ana', `retry ${plan}`);
    const run = await s.follow(plan, (r) => r.state !== 'running');
    expect(run.steps.find((x) => x.id === 'aws-trust')).toMatchObject({ state: 'changed' });
    expect(stolenRole(s.range).trust.written).toBe(trust);
    const card = await cardOf(plan);
    expect(card.summary).toMatch(/Stopped, because the cloud had changed, at step \d+ of 10/);
    expect(card.buttons.map((b) => b.verb)).toEqual(expect.arrayContaining(['again', 'release']));

    const second = /plan-\d+/.exec(JSON.stringify((await s.must('ana', `again ${plan}`)).card))![0];
    await approve(second);
    expect((await s.follow(second)).state).toBe('contained');
    expect(stolenRole(s.range).trust.written).toContain('Colleague');
  });
});

describe('an incident is closed', () => {
  it('never while a step is still being proven', async () => {
    await s.close();
    s = await startStage({}, 600_000);
    await declare();
    const plan = await s.plan();
    await s.must('bo', `approve ${plan}`);
    await s.follow(plan, (r) => r.steps.some((x) => x.state === 'applied'));
    const reply = await s.say('ana', 'close');
    expect(reply).toMatchObject({ exit: 1, card: { id: 'incident.busy' } });
    expect(reply.card.summary).toContain('still being changed or verified');
    expect((await cardOf(plan)).tone).not.toBe('good');
  });

  it('never while a plan waits for approval, and then for good', async () => {
    await declare();
    const plan = await s.plan();
    expect((await s.say('ana', 'close')).card.id).toBe('incident.pending');
    await s.must('ana', `deny ${plan} false alarm`);
    await s.must('ana', 'close reason="false alarm"');
    for (const text of [`${CONTAIN} incident=INC-1`, 'close INC-1', 'severity 4 incident=INC-1']) {
      expect((await s.say('ana', text)).card.id, text).toBe('incident.closed');
    }
    // What is learned afterwards can still be written down.
    await s.must('ana', 'note it was our own load test incident=INC-1');
    expect(await verifyChain(s.quell.desk.audit.all())).toMatchObject({ valid: true });
  });
});
