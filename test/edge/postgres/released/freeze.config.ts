import { defineConfig } from 'vitest/config';

/** Freezes the schema of a release: `npx vitest run --config test/edge/postgres/released/freeze.config.ts`. */
export default defineConfig({
  test: {
    include: ['test/edge/postgres/released/freeze.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    globalSetup: ['test/postgres.ts'],
  },
});
