import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { STEP_STATES, type StepState } from '../../../src/domain/run.ts';
import { decide, type Tally } from '../../job/decide.ts';
import { type Engine, startEngine } from './engine.ts';

let e: Engine;
beforeAll(async () => {
  e = await startEngine();
});
afterAll(() => e.close());

const LANES = ['aws', 'gcp'] as const;
const step = fc.record({
  lane: fc.constantFrom(...LANES),
  // Mostly what is still to come: that is where something is decided.
  state: fc.oneof(fc.constant<StepState>('waiting'), fc.constantFrom(...STEP_STATES)),
});
const stage = fc.record({
  after: fc.constantFrom('applied' as const, 'verified' as const),
  approved: fc.boolean(),
  steps: fc.array(step, { minLength: 1, maxLength: 4 }),
});

/** Says what a run in this state makes due, and what it has come to, as the database says it. */
async function asked(
  stages: { after: 'applied' | 'verified'; approved: boolean; steps: { lane: string; state: StepState }[] }[],
) {
  for (const door of ['a', 'b', 'c', 'd']) e.doors.open.set(door, true);
  const plan = await e.plan(
    stages.map((s, i) => ({
      doors: s.steps.map((_, n) => 'abcd'[n]!),
      after: s.after,
      needs: [{ group: s.approved ? 'security' : `nobody-${i}`, count: 1 }],
    })),
  );
  const run = plan.id.replace('plan', 'run');
  await e.approve(plan);
  for (const [i, s] of stages.entries())
    for (const [n, { lane, state }] of s.steps.entries())
      await e.db.query(`update step set state = $3, lane = $4, due_at = null where run = $1 and id = $2`, [
        run,
        `${i}-${'abcd'[n]}`,
        state,
        lane,
      ]);
  await e.db.query(`update run set state = 'running' where id = $1`, [run]);
  const { rows } = await e.db.query<{ due: { id: string }[] }>('select advance_run($1) as due', [run]);
  return {
    due: rows[0]!.due.map((w) => w.id.slice(run.length + 1)).toSorted(),
    state: (await e.record.runOf(plan.id)).state,
  };
}

it('the database decides what comes next as the model does, whatever state a run is in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(stage, { minLength: 1, maxLength: 3 }), async (stages) => {
      const tallies = stages.flatMap((s, i): Tally[] =>
        s.steps.map(({ lane, state }) => ({ stage: i, lane, state, count: 1 })),
      );
      const { start, run } = decide({
        kind: 'contain',
        afters: stages.map((s) => s.after),
        approved: stages.map((s) => s.approved),
        tallies,
      });
      const due = stages.flatMap((s, i) =>
        s.steps.flatMap(({ lane, state }, n) =>
          state === 'waiting' && start.some((x) => x.stage === i && x.lane === lane) ? [`${i}-${'abcd'[n]}`] : [],
        ),
      );
      expect(await asked(stages)).toEqual({ due: due.toSorted(), state: run });
    }),
    { numRuns: Number(process.env.QUELL_MODEL_RUNS ?? 60) },
  );
});
