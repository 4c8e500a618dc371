import { defineConfig } from 'vitest/config';

/** Suites that start servers, workers or browsers: one file at a time, each in a process of its own. */
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
    sequence: { shuffle: true },
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
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          globalSetup: ['test/postgres.ts'],
        },
      },
    ],
  },
});
