import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENDED, type RunState, type StepState } from '../../src/domain/run.ts';
import { decide, type RunView, type Tally } from './decide.ts';

/** More runs look deeper. */
const RUNS = Number(process.env.QUELL_MODEL_RUNS ?? 300);

const LANES = ['aws', 'gcp', 'azure'] as const;
const ENDS: StepState[] = [...ENDED];

interface Step {
  stage: number;
  lane: string;
  state: StepState;
}

/** A run as people would act it out with cards on a table: every step is one card. */
interface Model {
  kind: RunView['kind'];
  afters: RunView['afters'];
  approved: boolean[];
  steps: Step[];
  /** What the run had come to after the last command. */
  run: RunState;
}

/** Nothing outside of the model: the code under test is a function. */
type Real = object;

function tallies(steps: readonly Step[]): Tally[] {
  const counts = new Map<string, Tally>();
  for (const { stage, lane, state } of steps) {
    const key = `${stage} ${lane} ${state}`;
    const tally = counts.get(key) ?? { stage, lane, state, count: 0 };
    counts.set(key, { ...tally, count: tally.count + 1 });
  }
  return [...counts.values()];
}

const viewOf = (m: Model): RunView => ({
  kind: m.kind,
  afters: m.afters,
  approved: m.approved,
  tallies: tallies(m.steps),
});

/** Is everything before this step done, as far as its stage asks for it? */
function clear(m: Model, step: Step): boolean {
  return m.steps
    .filter((s) => s.lane === step.lane && s.stage < step.stage)
    .every((s) => ENDED.has(s.state) || (s.state === 'applied' && m.afters[step.stage] === 'applied'));
}

/** Decides, holds every law against the decision, and carries it out. */
function settle(m: Model): void {
  const { start, run } = decide(viewOf(m));
  const started = new Set(start.map((s) => `${s.stage} ${s.lane}`));
  expect(started.size, 'a stage is started once').toBe(start.length);
  for (const step of m.steps.filter((s) => s.state === 'waiting')) {
    const may = m.approved[step.stage]! && clear(m, step);
    expect(started.has(`${step.stage} ${step.lane}`), `stage ${step.stage} of ${step.lane}`).toBe(may);
  }
  for (const step of m.steps) {
    if (step.state === 'waiting' && started.has(`${step.stage} ${step.lane}`)) step.state = 'due';
  }
  const open = m.steps.some((s) => !ENDED.has(s.state));
  expect(run === 'running', 'a run is over when all of its steps are').toBe(open);
  const verified = m.steps.filter((s) => s.state === 'verified').length;
  const green = run === 'contained' || run === 'released';
  expect(green, 'green says that every step is proven').toBe(verified === m.steps.length);
  expect(run === 'released' && m.kind === 'contain').toBe(false);
  if (!open && verified > 0 && !green) expect(run).toBe('partly');
  if (!open && verified === 0) expect(['failed', 'cancelled', 'expired']).toContain(run);
  m.run = run;
}

/** Deciding again changes nothing: what could start has been started. */
function rests(m: Model): void {
  expect(decide(viewOf(m)).start).toEqual([]);
}

function command(name: string, change: (m: Model, n: number) => boolean): fc.Arbitrary<fc.Command<Model, Real>> {
  return fc.nat(999).map((n) => ({
    check: (m) => change(structuredClone(m), n),
    run: (m) => {
      const before = m.run;
      change(m, n);
      settle(m);
      rests(m);
      if (before !== 'running' && name !== 'retry') expect(m.run, `after ${name}`).toBe(before);
    },
    toString: () => `${name}(${n})`,
  }));
}

function move(from: StepState[], to: (n: number) => StepState) {
  return (m: Model, n: number): boolean => {
    const of = m.steps.filter((s) => from.includes(s.state));
    const step = of[n % of.length];
    if (step) step.state = to(n);
    return step !== undefined;
  };
}

const approve = (m: Model, n: number): boolean => {
  const stage = n % m.approved.length;
  if (m.approved[stage]) return false;
  m.approved[stage] = true;
  return true;
};

const withdraw =
  (to: StepState) =>
  (m: Model): boolean => {
    if (!m.steps.some((s) => s.state === 'waiting')) return false;
    m.approved = m.approved.map(() => false);
    for (const step of m.steps) if (step.state === 'waiting') step.state = to;
    return true;
  };

const COMMANDS = [
  command('approve', approve),
  command('approve', approve),
  command(
    'claim',
    move(['due'], () => 'running'),
  ),
  command(
    'claim',
    move(['due'], () => 'running'),
  ),
  command(
    'applied',
    move(['running'], () => 'applied'),
  ),
  command(
    'later',
    move(['running'], () => 'due'),
  ),
  command(
    'end',
    move(['running'], (n) => ENDS[1 + (n % (ENDS.length - 1))]!),
  ),
  command(
    'verified',
    move(['applied'], (n) => (n % 4 === 0 ? 'failed' : 'verified')),
  ),
  command(
    'retry',
    move(['failed', 'in-doubt'], () => 'due'),
  ),
  command('deny', withdraw('cancelled')),
  command('expire', withdraw('expired')),
];

const anyRun = fc
  .record({
    kind: fc.constantFrom('contain' as const, 'release' as const),
    afters: fc.array(fc.constantFrom('applied' as const, 'verified' as const), { minLength: 1, maxLength: 4 }),
    places: fc.array(fc.tuple(fc.nat(3), fc.constantFrom(...LANES)), { minLength: 1, maxLength: 9 }),
  })
  .map(({ kind, afters, places }): Model => {
    const steps = places.map(([stage, lane]) => ({ stage: stage % afters.length, lane, state: 'waiting' as const }));
    return { kind, afters, approved: afters.map(() => false), steps, run: 'running' };
  });

describe('the state of a run', () => {
  it('keeps its laws in whatever order things happen', () => {
    fc.assert(
      fc.property(anyRun, fc.commands(COMMANDS, { maxCommands: 60, size: 'max' }), (model, commands) => {
        fc.modelRun(() => ({ model: structuredClone(model), real: {} }), commands);
      }),
      { numRuns: RUNS },
    );
  });

  it('comes to an end when everything is approved and every step ends, however it ends', () => {
    fc.assert(
      fc.property(anyRun, fc.infiniteStream(fc.constantFrom(...ENDS)), (model, ends) => {
        const m = structuredClone(model);
        m.approved = m.approved.map(() => true);
        settle(m);
        for (let left = m.steps.length; left > 0; left--) {
          const step = m.steps.find((s) => s.state === 'due');
          expect(step, 'something can always be done').toBeDefined();
          step!.state = ends.next().value;
          settle(m);
        }
        expect(m.run).not.toBe('running');
      }),
      { numRuns: RUNS },
    );
  });

  it('starts nothing in a lane because of what another lane has come to', () => {
    const states = fc.constantFrom<StepState>('waiting', 'due', 'running', 'applied', ...ENDS);
    const others = fc.array(fc.record({ stage: fc.nat(3), lane: fc.constantFrom('gcp', 'azure'), state: states }));
    const own = fc.array(fc.record({ stage: fc.nat(3), lane: fc.constant('aws'), state: states }), { minLength: 1 });
    const flags = fc.array(fc.boolean(), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(own, others, flags, flags, (mine, theirs, approved, proven) => {
        const afters = proven.map((p) => (p ? ('verified' as const) : ('applied' as const)));
        const started = (steps: Step[]) =>
          decide({ kind: 'contain', afters, approved, tallies: tallies(steps) })
            .start.filter((s) => s.lane === 'aws')
            .map((s) => s.stage)
            .toSorted();
        expect(started([...mine, ...theirs])).toEqual(started(mine));
      }),
      { numRuns: RUNS },
    );
  });

  it('is the same whatever the order in which the tallies are read, and whether they are split', () => {
    const states = fc.constantFrom<StepState>('waiting', 'due', 'running', 'applied', ...ENDS);
    const tally = fc.record({
      stage: fc.nat(2),
      lane: fc.constantFrom(...LANES),
      state: states,
      count: fc.integer({ min: 0, max: 5 }),
    });
    const shuffled = fc
      .array(tally, { minLength: 1, maxLength: 12 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    const three = fc.array(fc.boolean(), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(shuffled, three, ([all, other], approved) => {
        const answer = (some: Tally[]) => {
          const { start, run } = decide({
            kind: 'contain',
            afters: ['applied', 'verified', 'applied'],
            approved,
            tallies: some,
          });
          return { run, start: [...new Set(start.map((s) => `${s.stage} ${s.lane}`))].toSorted() };
        };
        const single = all.flatMap((t) => Array.from({ length: t.count }, () => ({ ...t, count: 1 })));
        expect(answer(other)).toEqual(answer(all));
        expect(answer(single)).toEqual(answer(all));
      }),
      { numRuns: RUNS },
    );
  });
});
