import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../..');
const SHOW = "process.stdout.write(String((await import('./src/card/outcome.ts')).outcomeOf))";

/** The text of a function of the product, as a process has it that was started with this bug. */
async function loaded(bug: string | undefined): Promise<string> {
  const planted = ['--import', join(import.meta.dirname, 'mutate.ts')];
  const { stdout } = await run(process.execPath, [...planted, '--input-type=module', '-e', SHOW], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...(bug === undefined ? {} : { QUELL_PLANTED: bug }) },
  });
  return stdout;
}

it('a process is started with the bug that its environment names, and with no other', async () => {
  const [as, other, planted] = await Promise.all([
    loaded(undefined),
    loaded('applied-is-green'),
    loaded('applied-is-counted'),
  ]);
  expect(as).toContain('outcomeOf');
  expect(other).toBe(as);
  expect(planted).not.toBe(as);
  expect(planted).toContain("['verified', 'applied']");
});

it('a name that no bug has ends the process', async () => {
  await expect(loaded('no-such-bug')).rejects.toThrow('no bug is called no-such-bug');
});
