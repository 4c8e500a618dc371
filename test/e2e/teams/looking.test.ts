import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardFor } from '../../../src/process/teams.ts';
import { CROWD } from '../../approval/stand.ts';
import { type Stage, startStage } from '../stage.ts';

// What Teams asks for by itself is shown by the same judgement as what somebody types.
describe('a card that Teams asks for anew', () => {
  let stage: Stage;
  let plan: string;
  beforeAll(async () => {
    stage = await startStage({ people: CROWD });
    await stage.must('ana', 'declare ml-train used from outside sev=1');
    plan = await stage.plan();
  });
  afterAll(() => stage?.close());

  const shown = (ref: string, user: string) =>
    cardFor(stage.quell.desk, ref, { surface: 'teams', tenant: 'local', user });

  it('is shown to whoever may look, with the buttons that are of use to them', async () => {
    expect((await shown('INC-1', 'bo'))?.kind).toBe('incident');
    expect((await shown(plan, 'bo'))?.buttons.map((b) => b.verb)).toContain('approve');
    expect((await shown(plan, 'ana'))?.buttons.map((b) => b.verb)).not.toContain('approve');
  });

  it('keeps Approve for whoever got the right lent', async () => {
    const verbs = async () => (await shown(plan, 'eve'))?.buttons.map((b) => b.verb) ?? [];
    expect(await verbs()).not.toContain('approve');
    await stage.must('cy', 'delegate eve until=1h groups=security-oncall');
    expect(await verbs()).toContain('approve');
    await stage.must('cy', 'undelegate');
  });

  it('is not shown to an account of the tenant that is nobody here', async () => {
    for (const ref of ['INC-1', plan]) expect(await shown(ref, 'stranger')).toBeUndefined();
  });

  it('is not shown to a suspect any more', async () => {
    for (const ref of ['INC-1', plan]) expect(await shown(ref, 'dee')).toBeDefined();
    await stage.must('ana', 'suspect dee');
    for (const ref of ['INC-1', plan]) expect(await shown(ref, 'dee')).toBeUndefined();
    expect((await shown(plan, 'cy'))?.kind).toBe('plan');
  });

  it('is none where the record knows of none', async () => {
    for (const ref of ['INC-99', 'plan-99']) expect(await shown(ref, 'cy')).toBeUndefined();
  });
});
