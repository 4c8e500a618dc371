import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** The packages that a fresh process has loaded once it has imported the product and opened what looks on. */
function loaded(environment: object): string[] {
  const script = `
    import { registerHooks } from 'node:module';
    const seen = new Set();
    registerHooks({ load(url, context, next) { seen.add(url); return next(url, context); } });
    const { openWatch } = await import('./src/process/watch/open.ts');
    await import('./src/process/configured.ts');
    const log = { info() {}, warn() {}, error() {} };
    await (await openWatch(${JSON.stringify(environment)}, log)).close();
    process.stdout.write(JSON.stringify([...seen].filter((url) => /prom-client|@opentelemetry/.test(url))));
  `;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
  ) as string[];
}

const QUIET = { roles: ['worker'], healthHost: '127.0.0.1' };

it('a start that nobody looks at loads neither metrics nor traces', () => {
  expect(loaded(QUIET)).toEqual([]);
}, 60_000);

it('and one that is scraped or traced loads what it needs', () => {
  expect(loaded({ ...QUIET, healthPort: 0 }).some((url) => url.includes('prom-client'))).toBe(true);
  expect(loaded({ ...QUIET, tracesUrl: 'http://127.0.0.1:1/v1/traces' }).some((url) => url.includes('sdk-trace'))).toBe(
    true,
  );
}, 60_000);
