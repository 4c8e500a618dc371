import { afterEach, describe, expect, it } from 'vitest';
import { behindLocks } from '../edge/postgres/at-once.ts';
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

  it('Not allowed: what is taken back in the moment of the press does not count, which is said and recorded', async () => {
    s = await startStand({ rules: { escalation: {}, freshSignIn: 'never' } });
    await s.must('ana', 'declare x sev=1');
    const plan = await s.plan();
    await s.must('dee', 'delegate eve until=1h groups=cloud-platform');
    let press: Promise<unknown> | undefined;
    await s.quell.db.transaction(async (sql) => {
      await sql.query('update delegation set ended_at = now()');
      press = s.press('slack', 'eve', 'approve', plan);
      await expect.poll(() => behindLocks(s.quell.db)).toBeGreaterThan(0);
    });
    expect(await press).toMatchObject({ exit: 1, data: { error: { code: 'approval.lapsed' } } });
    expect(await s.quell.desk.approvals.votes(plan)).toEqual([]);
    expect(await s.types()).toContain('approval.refused');
    expect(s.writes()).toBe(0);
  });
});
