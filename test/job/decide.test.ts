import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepState } from '../../src/domain/run.ts';
import { decide, type RunView } from '../../src/job/decide.ts';

const view = (over: Partial<RunView> & Pick<RunView, 'tallies'>): RunView => ({
  kind: 'contain',
  afters: ['applied', 'applied', 'verified'],
  approved: [true, true, true],
  ...over,
});

describe('what comes next', () => {
  it('is the first approved stage', () => {
    const tallies = [
      { stage: 0, state: 'waiting' as const, count: 3 },
      { stage: 1, state: 'waiting' as const, count: 3 },
    ];
    expect(decide(view({ tallies })).start).toEqual([0]);
    expect(decide(view({ tallies, approved: [false, true, true] })).start).toEqual([]);
  });

  it('is the next stage as soon as the one before is applied, because an attack does not wait for proof', () => {
    const tallies = [
      { stage: 0, state: 'applied' as const, count: 2 },
      { stage: 0, state: 'failed' as const, count: 1 },
      { stage: 1, state: 'waiting' as const, count: 3 },
    ];
    expect(decide(view({ tallies })).start).toEqual([1]);
  });

  it('waits for proof where the playbook says so', () => {
    const at = (state: StepState) =>
      decide(
        view({
          tallies: [
            { stage: 1, state, count: 1 },
            { stage: 2, state: 'waiting', count: 1 },
          ],
        }),
      );
    expect(at('applied').start).toEqual([]);
    expect(at('verified').start).toEqual([2]);
    expect(at('failed').start).toEqual([2]);
  });

  it('is never green before every step is verified', () => {
    const states: StepState[] = [
      'waiting',
      'due',
      'running',
      'applied',
      'verified',
      'failed',
      'changed',
      'in-doubt',
      'cancelled',
      'expired',
    ];
    const tally = fc.record({
      stage: fc.nat(2),
      state: fc.constantFrom(...states),
      count: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(
        fc.array(tally, { minLength: 1, maxLength: 8 }),
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        (tallies, approved) => {
          const { start, run } = decide(view({ tallies, approved }));
          const green = run === 'contained' || run === 'released';
          expect(green).toBe(tallies.every((t) => t.state === 'verified'));
          for (const stage of start) expect(approved[stage]).toBe(true);
        },
      ),
    );
  });
});
