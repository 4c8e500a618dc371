import { describe, expect, it } from 'vitest';
import type { Outcome } from './history.ts';
import { optionsOf } from './options.ts';
import { quantile, replay, summaryOf, tableOf, violationsOf } from './report.ts';

const OUTCOME: Outcome = {
  runs: 4,
  faults: 30,
  byKind: { stop: 10, kill: 20 },
  violations: [
    { promise: 'lost', what: 'step a ended nowhere', run: 3, seed: 42 },
    { promise: 'cards', what: 'a card says Done', run: 1, seed: 42 },
    { promise: 'chain', what: 'a hole', run: 3, seed: 42 },
  ],
  recoveries: [10, 20, 30, 12_000],
};

describe('the last line', () => {
  it('has exactly what is promised', () => {
    expect(summaryOf(OUTCOME, { planted: 16, caught: 15 })).toEqual({
      runs: 4,
      faults: 30,
      byKind: { kill: 20, stop: 10 },
      violations: 3,
      recoveryMs: { p50: 30, p99: 12_000 },
      plantedBugs: 16,
      plantedBugsCaught: 15,
    });
  });

  it('has zeros where nothing had to recover', () => {
    expect(quantile([], 0.5)).toBe(0);
  });
});

describe('for people', () => {
  it('each broken run stands once, with the command that plays it again', () => {
    expect(violationsOf(OUTCOME.violations, undefined)).toEqual([
      '',
      'npm run chaos -- --seed 42 --run 1',
      '  cards: a card says Done',
      '',
      'npm run chaos -- --seed 42 --run 3',
      '  lost: step a ended nowhere',
      '  chain: a hole',
    ]);
  });

  it('that command has the kinds of faults that the run was drawn with', () => {
    expect(replay({ seed: 1, run: 2 }, ['kill', 'stop'])).toBe('npm run chaos -- --seed 1 --run 2 --only kill,stop');
    expect(optionsOf(['--seed', '1', '--run', '2', '--only', 'kill,stop'], 0)).toMatchObject({
      seed: 1,
      from: 2,
      runs: 1,
      slots: 1,
      only: ['kill', 'stop'],
      planted: false,
    });
  });

  it('the table names a planted bug that nobody caught', () => {
    const table = tableOf(summaryOf(OUTCOME, { planted: 16, caught: 15 }), OUTCOME, ['fence-not-asked']);
    expect(table.join('\n')).toMatch(/kill +20\n.*stop +10\n.*7\.5/s);
    expect(table).toContain('  not caught: fence-not-asked');
  });
});

describe('the command line', () => {
  it('has twenty runs with the planted bugs when nothing is said, and a seed that is told', () => {
    expect(optionsOf([], 77)).toEqual({
      runs: 20,
      seed: 77,
      slots: 6,
      from: 0,
      only: undefined,
      json: false,
      planted: true,
      keep: undefined,
    });
  });

  it.each([
    [['--runs', 'many'], /--runs must be a whole number from 1 on/],
    [['--slots', '0'], /--slots must be/],
    [['--only', 'kil'], /no fault "kil".*kill, stop/],
    [['--runz', '3'], /--runz/],
  ])('%j is refused with a sentence', (args, said) => {
    expect(() => optionsOf(args, 1)).toThrow(said);
  });
});
