import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STEP_STATES, type StepState } from '../../src/domain/run.ts';
import { decide, type RunView } from './decide.ts';

const view = (over: Partial<RunView> & Pick<RunView, 'tallies'>): RunView => ({
  kind: 'contain',
  afters: ['applied', 'applied', 'verified'],
  approved: [true, true, true],
  ...over,
});

const tally = (stage: number, state: StepState, count = 1, lane = 'aws') => ({ stage, lane, state, count });
const stagesOf = (v: RunView) => decide(v).start.map((s) => s.stage);

describe('what comes next', () => {
  it('is the first approved stage', () => {
    const tallies = [tally(0, 'waiting', 3), tally(1, 'waiting', 3)];
    expect(stagesOf(view({ tallies }))).toEqual([0]);
    expect(stagesOf(view({ tallies, approved: [false, true, true] }))).toEqual([]);
  });

  it('is the next stage as soon as the one before is applied, because an attack does not wait for proof', () => {
    const tallies = [tally(0, 'applied', 2), tally(0, 'failed'), tally(1, 'waiting', 3)];
    expect(stagesOf(view({ tallies }))).toEqual([1]);
  });

  it('waits for proof where the playbook says so', () => {
    const at = (state: StepState) => stagesOf(view({ tallies: [tally(1, state), tally(2, 'waiting')] }));
    expect(at('applied')).toEqual([]);
    expect(at('verified')).toEqual([2]);
    expect(at('failed')).toEqual([2]);
  });

  it('lets no slow cloud keep another one open to the attacker', () => {
    const tallies = [
      tally(0, 'running', 1, 'azure'),
      tally(1, 'waiting', 1, 'azure'),
      tally(0, 'verified'),
      tally(1, 'waiting'),
    ];
    expect(decide(view({ tallies })).start).toEqual([{ stage: 1, lane: 'aws' }]);
  });

  it('is never green before every step is verified', () => {
    const any = fc.record({
      stage: fc.nat(2),
      lane: fc.constantFrom('aws', 'gcp'),
      state: fc.constantFrom(...STEP_STATES),
      count: fc.integer({ min: 1, max: 5 }),
    });
    const three = fc.array(fc.boolean(), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 8 }), three, (tallies, approved) => {
        const { start, run } = decide(view({ tallies, approved }));
        const green = run === 'contained' || run === 'released';
        expect(green).toBe(tallies.every((t) => t.state === 'verified'));
        for (const { stage } of start) expect(approved[stage]).toBe(true);
      }),
    );
  });
});
