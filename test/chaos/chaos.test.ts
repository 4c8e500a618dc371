import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { runLaboratory } from './laboratory.ts';

const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('quell-chaos-'));

/** A seed that is kept: what it finds can be played again with `npm run chaos -- --seed 3 --run <n>`. */
const SEED = 3;

it('incidents go through kills, cuts, wipes and weather, and every promise is kept', async () => {
  const before = left();
  const lines: string[] = [];
  const outcome = await runLaboratory({ runs: 6, seed: SEED, slots: 3, tell: (line) => lines.push(line) });
  expect(outcome.violations, lines.join('\n')).toEqual([]);
  expect(outcome.runs).toBe(6);
  expect(outcome.faults).toBeGreaterThan(20);
  expect(Object.keys(outcome.byKind).length).toBeGreaterThan(5);
  expect(left()).toEqual(before);
}, 300_000);

it('ends in order when it is told to, in the middle of a run', async () => {
  const before = left();
  const stop = new AbortController();
  const outcome = await runLaboratory({
    runs: 2,
    seed: SEED,
    slots: 2,
    signal: stop.signal,
    tell: () => stop.abort(),
  });
  expect(outcome.runs).toBeLessThanOrEqual(2);
  expect(left()).toEqual(before);
}, 300_000);
