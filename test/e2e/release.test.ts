import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../../src/audit/verify.ts';
import { stolenRole, trustSomebodyElse } from './by-hand.ts';
import { field, type Stage, startStage } from './stage.ts';

let s: Stage;
beforeEach(async () => {
  s = await startStage();
});
afterEach(async () => {
  const { errors } = s;
  await s.close();
  expect(errors).toEqual([]);
});

const bodyOf = async (plan: string) => (await s.quell.desk.plans.plan(plan)).body;
const cardOf = async (plan: string) => (await s.must('ana', `plan ${plan}`)).card;

/** Longer than any token of the range lives. */
const LONG = 48 * 3600;

/** Declares and contains; returns the incident's id. */
async function contained(words = 'contain compromised-workload-identity identity=ml-train'): Promise<string> {
  const incident = field(await s.must('ana', 'declare ml-train used from outside sev=1'), 'id');
  const plan = await s.plan(`${words} incident=${incident}`);
  await s.must('bo', `approve ${plan}`);
  const { status } = await s.quell.desk.plans.plan(plan);
  if (status === 'pending') await s.must('dee', `approve ${plan}`);
  expect(await s.follow(plan)).toMatchObject({ state: 'contained' });
  return incident;
}

describe('a release', () => {
  it('when every stolen token is dead: one approval, exactly what was there, and the attacker stays out', async () => {
    const attackers = Object.values(s.range.clouds).map((cloud) => cloud.attacker());
    for (const attacker of attackers) await attacker.round();
    const before = s.configurations();
    await contained();
    expect(s.configurations()).not.toEqual(before);
    s.range.kernel.advance(LONG);
    const plan = await s.plan('release');
    expect(await bodyOf(plan)).toMatchObject({ kind: 'release', early: false });
    expect(JSON.stringify(await cardOf(plan))).not.toContain('Early');
    expect((await s.say('ana', `approve ${plan}`)).card.id).toBe('approval.requester');
    await s.must('bo', `approve ${plan}`);
    const run = await s.follow(plan);
    expect(run.state).toBe('released');
    expect(s.configurations()).toEqual(before);
    expect(await cardOf(plan)).toMatchObject({ tone: 'good', summary: expect.stringMatching(/^Released/) });
    const rounds = await Promise.all(attackers.map((a) => a.round()));
    expect(rounds.flat().filter((a) => a.outcome === 'allowed')).toEqual([]);
    expect((await s.say('ana', 'release')).card.id).toBe('plan.nothing');
    expect(await verifyChain(s.quell.desk.audit.all())).toMatchObject({ valid: true });
  });

  it('before that says what it revives, and nobody decides it alone', async () => {
    const before = s.configurations();
    await contained();
    const plan = await s.plan('release');
    expect(await bodyOf(plan)).toMatchObject({ early: true });
    const card = await cardOf(plan);
    expect(JSON.stringify(card.blocks)).toContain('Early: stolen tokens may come back to life.');
    expect(card.summary).toContain('1 of cloud-platform and 2 of security-oncall');
    // Cy is in both groups, and still one person.
    await s.must('cy', `approve ${plan}`);
    expect((await s.quell.desk.plans.plan(plan)).status).toBe('pending');
    expect(s.configurations()).not.toEqual(before);
    await s.must('bo', `approve ${plan}`);
    expect(await s.follow(plan)).toMatchObject({ state: 'released' });
    expect(s.configurations()).toEqual(before);
  });

  it('leaves alone what a colleague changed since, and shows it', async () => {
    await contained();
    trustSomebodyElse(s.range);
    s.range.kernel.advance(LONG);
    const plan = await s.plan('release');
    expect(JSON.stringify(await cardOf(plan))).toContain('changed by somebody else since');
    await s.must('bo', `approve ${plan}`);
    const run = await s.follow(plan);
    expect(run.state).toBe('released');
    const { Statement } = JSON.parse(stolenRole(s.range).trust.written) as {
      Statement: { Sid: string; Effect: string }[];
    };
    expect(Statement.map((x) => x.Sid)).toContain('Colleague');
    expect(Statement.filter((x) => x.Effect === 'Deny')).toEqual([]);
    const step = run.steps.find((x) => x.id === 'aws-trust')!;
    expect(JSON.stringify(step.evidence)).toContain('changed by somebody else since');
  });

  it('that the cloud moved away from while it waited is asked about anew', async () => {
    await contained();
    s.range.kernel.advance(LONG);
    const plan = await s.plan('release');
    trustSomebodyElse(s.range);
    await s.must('bo', `approve ${plan}`);
    const run = await s.follow(plan);
    expect(run.state).toBe('partly');
    expect(run.steps.find((x) => x.id === 'aws-trust')).toMatchObject({ state: 'changed' });
    const second = await s.plan('release');
    expect((await bodyOf(second)).stages.flatMap((x) => x.steps).map((x) => x.id)).toEqual(['aws-trust']);
    await s.must('bo', `approve ${second}`);
    expect(await s.follow(second)).toMatchObject({ state: 'released' });
  });

  it('puts back what was there before, though the step that took it first was not the first of the plan', async () => {
    const before = s.configurations();
    s.weather({ cloud: 'aws', permission: 'iam:GetRole', kind: 'denied', times: 1, who: 'quell-responder' });
    await s.must('ana', 'declare ml-train used from outside');
    const plan = await s.plan();
    await s.must('bo', `approve ${plan}`);
    await s.must('dee', `approve ${plan}`);
    expect(await s.follow(plan)).toMatchObject({ state: 'partly' });
    await s.must('ana', `retry ${plan}`);
    expect(await s.follow(plan)).toMatchObject({ state: 'contained' });
    const { steps } = await s.quell.desk.jobs.runOf(plan);
    const [first, again] = ['aws-sessions', 'aws-sessions-again'].map((id) => steps.find((x) => x.id === id)!);
    expect(first!.order).toBeGreaterThan(again!.order!);
    s.range.kernel.advance(LONG);
    const release = await s.plan('release');
    await s.must('bo', `approve ${release}`);
    expect(await s.follow(release)).toMatchObject({ state: 'released' });
    expect(s.configurations()).toEqual(before);
  });

  it('puts back what a half-done containment took, and nothing else', async () => {
    const before = s.configurations();
    s.weather({ cloud: 'gcp', permission: 'iam.serviceAccounts.disable', kind: 'denied', times: 100_000 });
    await s.must('ana', 'declare ml-train used from outside');
    const plan = await s.plan();
    await s.must('bo', `approve ${plan}`);
    await s.must('dee', `approve ${plan}`);
    expect(await s.follow(plan)).toMatchObject({ state: 'partly' });
    s.range.kernel.advance(LONG);
    const release = await s.plan('release');
    await s.must('bo', `approve ${release}`);
    expect(await s.follow(release)).toMatchObject({ state: 'released' });
    expect(s.configurations()).toEqual(before);
  });
});

describe('two incidents at once', () => {
  it('are contained side by side, each with its own timeline', async () => {
    const before = s.configurations();
    const [one, two] = [
      field(await s.must('ana', 'declare stolen identity sev=1'), 'id'),
      field(await s.must('cy', 'declare GPUs that nobody ordered sev=2'), 'id'),
    ];
    const lost = await s.say('ana', 'contain gpu-hijack place=ml-train');
    expect(lost.card).toMatchObject({
      id: 'command.which-incident',
      summary: expect.stringContaining('2 open incidents'),
    });
    const [first, second] = [
      await s.plan(`contain compromised-workload-identity identity=ml-train freeze_gpu=false incident=${one}`),
      field(await s.must('cy', `contain gpu-hijack place=ml-train incident=${two}`), 'plan'),
    ];
    await Promise.all([s.must('bo', `approve ${first}`), s.must('bo', `approve ${second}`)]);
    await s.must('dee', `approve ${first}`);
    const runs = await Promise.all([s.follow(first), s.follow(second)]);
    expect(runs.map((r) => r.state)).toEqual(['contained', 'contained']);
    for (const [incident, plan] of [
      [one, first],
      [two, second],
    ] as const) {
      const plans = (await s.timeline(incident)).flatMap((e) => (e.data.plan ? [e.data.plan] : []));
      expect(new Set(plans)).toEqual(new Set([plan]));
    }
    s.range.kernel.advance(LONG);
    const releases = [await s.plan(`release ${one}`), await s.plan(`release ${two}`)];
    await Promise.all(releases.map((plan) => s.must('bo', `approve ${plan}`)));
    const released = await Promise.all(releases.map((plan) => s.follow(plan)));
    expect(released.map((r) => r.state)).toEqual(['released', 'released']);
    expect(s.configurations()).toEqual(before);
  });

  it('that rest on the same containment: neither opens the other’s door', async () => {
    const before = s.configurations();
    const one = await contained();
    const two = await contained('contain gpu-hijack place=ml-train');
    s.range.kernel.advance(LONG);
    const blocked = await s.say('ana', `release ${one}`);
    expect(blocked).toMatchObject({ exit: 1, card: { id: 'plan.shared' } });
    expect(blocked.card.summary).toContain(`${two} is open and rests on the same containment`);
    await s.must('cy', `close ${two}`);
    const plan = await s.plan(`release ${one}`);
    await s.must('bo', `approve ${plan}`);
    expect(await s.follow(plan)).toMatchObject({ state: 'released' });
    // What the closed one holds in its own name stands until somebody puts that back as well.
    expect(s.configurations().azure).not.toEqual(before.azure);
    const rest = await s.plan(`release ${two}`);
    await s.must('bo', `approve ${rest}`);
    expect(await s.follow(rest)).toMatchObject({ state: 'released' });
    expect(s.configurations()).toEqual(before);
  });

  it('that were asked for before the same was contained once more put nothing of it back', async () => {
    const one = await contained();
    s.range.kernel.advance(LONG);
    const old = await s.plan(`release ${one}`);
    await contained();
    const held = s.configurations();
    await s.must('bo', `approve ${old}`);
    const { steps } = await s.follow(old);
    const codes = new Set(steps.map((x) => x.fault?.code));
    // Where the second containment changed anything, the difference is found even before.
    expect(codes).toEqual(new Set(['job.overtaken', 'job.cloud-changed']));
    expect(s.configurations()).toEqual(held);
  });
});
