import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runLaboratory } from './laboratory.ts';

/** Where all temporary files of the test go, so that what is left behind can be told from what others have there. */
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'quell-test-chaos-'));
  await chmod(home, 0o755);
  vi.stubEnv('TMPDIR', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

/** A seed that is kept: what it finds can be played again with `npm run chaos -- --seed 3 --run <n>`. */
const SEED = 3;

it('incidents go through kills, cuts, wipes and weather, and every promise is kept', async () => {
  const lines: string[] = [];
  const outcome = await runLaboratory({ runs: 6, seed: SEED, slots: 3, tell: (line) => lines.push(line) });
  expect(outcome.violations, lines.join('\n')).toEqual([]);
  expect(outcome.runs).toBe(6);
  expect(outcome.faults).toBeGreaterThan(20);
  expect(Object.keys(outcome.byKind).length).toBeGreaterThan(5);
  expect(await readdir(home)).toEqual([]);
}, 300_000);

it('ends in order when it is told to, in the middle of a run', async () => {
  const stop = new AbortController();
  const outcome = await runLaboratory({
    runs: 2,
    seed: SEED,
    slots: 2,
    signal: stop.signal,
    tell: () => stop.abort(),
  });
  expect(outcome.runs).toBeLessThanOrEqual(2);
  expect(await readdir(home)).toEqual([]);
}, 300_000);
