import { afterEach, describe, expect, it } from 'vitest';
import { openStepUps, prove, type Stand, startStand } from './stand.ts';

let s: Stand;
afterEach(() => s.close());

describe('a right that is gone', () => {
  it('High risk: what was lent at the press and is taken back before the sign-in carries nothing sensitive out', async () => {
    s = await startStand({ rules: { escalation: {}, freshSignIn: 'sensitive' } });
    openStepUps(s);
    await s.must('ana', 'declare x sev=1');
    const plan = await s.plan();
    const { digest, body } = await s.quell.desk.plans.plan(plan);
    // Somewhere a press counts at once, so that the vote stands before its proof.
    expect(new Set(body.stages.map((stage) => stage.fresh === true))).toEqual(new Set([true, false]));
    await s.must('dee', 'delegate bo until=1h groups=cloud-platform');
    await s.must('bo', `approve ${plan}`);
    await s.must('dee', 'undelegate');
    expect((await prove(s, 'bo', { id: plan, digest })).exit).toBe(0);
    const run = await s.follow(plan, (r) => r.steps.every((x) => x.stage > 0 || x.state === 'verified'));
    const closing = body.stages.findIndex((stage) => stage.needs.some((need) => need.group === 'cloud-platform'));
    const door = run.steps.filter((x) => x.stage === closing);
    expect(door.length).toBeGreaterThan(0);
    expect(door.map((x) => [x.state, x.receipt])).toEqual(door.map(() => ['waiting', undefined]));
    expect((await s.quell.desk.approvals.votes(plan)).map((v) => [v.person, v.groups, v.through])).toEqual([
      ['bo', ['security-oncall'], undefined],
    ]);
  });
});
