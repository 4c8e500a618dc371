import fc from 'fast-check';
import type { Op } from './op.ts';
import { type StageModel, TIMES } from './world.ts';

/** What to do, before it is known to whom: numbers that are read against the world as it then is. */
export interface Wish {
  verb: Op['op'] | 'release' | 'narrow' | 'prove' | 'forward' | 'crash' | 'zombie';
  /** Which of the candidates. */
  which: number;
  how: number;
  /** Also what makes no sense at this moment: a claim of a finished step, a result of a worker that lost it. */
  wild: boolean;
  stages: StageModel[];
}

export const NEEDS: StageModel['needs'][] = [
  [{ group: 'security', count: 1 }],
  [{ group: 'security', count: 1 }],
  [{ group: 'security', count: 2 }],
  [
    { group: 'security', count: 1 },
    { group: 'cloud', count: 1 },
  ],
  [{ group: 'security', count: 1, tier: { group: 'lead', afterSeconds: TIMES.tier } }],
  [],
];

/** Mostly what is not asked for at all. */
const FRESH = [false, false, true];
export const GLASS = [null, null, 'security', 'cloud'];

const stages = fc
  .array(
    fc.record({
      needs: fc.nat(NEEDS.length - 1),
      fresh: fc.nat(FRESH.length - 1),
      after: fc.constantFrom('applied' as const, 'verified' as const),
      lanes: fc.array(fc.constantFrom('aws' as const, 'aws' as const, 'gcp' as const), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((all): StageModel[] =>
    all.map(({ needs, fresh, after, lanes }, s) => ({
      needs: NEEDS[needs]!,
      fresh: FRESH[fresh]!,
      after,
      steps: lanes.map((lane, i) => ({ id: `s${s}-${i}`, lane })),
    })),
  );

/** A verb stands here once for each part of the whole that it should get. */
const VERBS: Wish['verb'][] = [
  ...Array<'forward'>(14).fill('forward'),
  ...(['crash', 'crash', 'zombie', 'zombie', 'zombie', 'zombie'] as const),
  ...([
    'freeze',
    'release',
    'expire-votes',
    'expire-time',
    'renew',
    'retry',
    'retry',
    'settle',
    'sweep',
    'sweep',
    'sweep',
    'pass',
    'pass',
  ] as const),
  ...(['vote', 'vote', 'claim', 'claim', 'intend', 'intend', 'applied', 'applied', 'later', 'end', 'end'] as const),
  ...(['vote', 'vote', 'prove', 'prove', 'take-back', 'take-back', 'withdraw', 'narrow', 'remind', 'remind'] as const),
];

export const wish: fc.Arbitrary<Wish> = fc.record({
  verb: fc.constantFrom(...VERBS),
  which: fc.nat(30),
  how: fc.nat(60),
  wild: fc.nat(4).map((n) => n === 0),
  stages,
});

/** One of them, by a number that may be larger than there are. */
export function pick<T>(all: readonly T[], n: number): T | undefined {
  return all.length === 0 ? undefined : all[n % all.length];
}
