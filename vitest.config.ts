import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/order.ts';

/** Suites that start servers, workers or browsers: each file in a process of its own, on a database of its own. */
const INTEGRATION = [
  'test/e2e/**/*.test.ts',
  'test/approval/sheet*.test.ts',
  'test/edge/postgres/**/*.test.ts',
  'test/edge/queue/**/*.test.ts',
  'test/chaos/chaos.test.ts',
  'test/scale/**/*.test.ts',
];

export default defineConfig({
  test: {
    // What is over in some milliseconds takes longer on a busy machine (test/soon.ts).
    expect: { poll: { timeout: 10_000, interval: 20 } },
    sequence: { shuffle: true, sequencer: LongestFirst },
    // One more than there are processors, of two: files that start processes wait for most of their time.
    maxWorkers: Math.max(3, Math.min(6, availableParallelism() - 1)),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: INTEGRATION,
          pool: 'threads',
          testTimeout: 15_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: INTEGRATION,
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          globalSetup: ['test/postgres.ts'],
        },
      },
    ],
  },
});
