import { spawnSync } from 'node:child_process';

/**
 * Runs every suite that this machine has the parts for, and ends with one line that counts. Suites that need a
 * redis-server or a Chromium skip themselves with the reason in their title; the reasons are listed before the count.
 */
if (!process.versions.node.startsWith('24.')) {
  console.error(
    `The tests run on Node 24 and this is ${process.versions.node}. Start them with \`npm test\`, which brings Node 24 along.`,
  );
  process.exit(1);
}

// A log is read by people and by grep; colours are for a terminal.
if (!process.stdout.isTTY) process.env.NO_COLOR = '1';

const filters = process.argv.slice(2);
const { startVitest } = await import('vitest/node');
const vitest = await startVitest('test', filters, { watch: false, reporters: ['dot'] });
const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
const broken =
  vitest.state.getTestModules().filter((m) => m.errors().length > 0).length + vitest.state.getUnhandledErrors().length;
const count = (state: string) => tests.filter((t) => t.result().state === state).length;
const skipped = tests.filter((t) => t.result().state === 'skipped');
const reasons = new Map<string, number>();
for (const test of skipped) {
  const title = /\(((?:needs|skipped) [^)]*)\)/.exec(test.fullName)?.[1] ?? test.fullName;
  reasons.set(title, (reasons.get(title) ?? 0) + 1);
}
await vitest.close();
let failed = count('failed') + broken;
if (filters.length === 0) {
  for (const check of ['typecheck', 'lint']) {
    const ran = spawnSync('npm', ['run', '--silent', check], { stdio: 'inherit', shell: process.platform === 'win32' });
    if (ran.status !== 0) failed += 1;
  }
}
for (const [reason, n] of reasons) console.log(`skipped ${n}: ${reason}`);
console.log(`${count('passed')} passed, ${failed} failed, ${skipped.length} skipped`);
process.exit(failed > 0 ? 1 : 0);
