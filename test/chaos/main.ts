import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLaboratory } from './laboratory.ts';
import { type Options, optionsOf, USAGE } from './options.ts';
import { tryPlanted } from './planted/run.ts';
import { summaryOf, tableOf, violationsOf } from './report.ts';

/** Bugs that are tried at the same time: each has four processes, which mostly wait. */
const AT_ONCE = 5;

const tell = (line: string) => console.log(line);

function read(): Options {
  try {
    return optionsOf(process.argv.slice(2), Math.floor(Math.random() * 1_000_000));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

/** The first Ctrl-C ends everything in order; the second one at once. */
function stopping(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(130);
      tell('Stopping; once more ends it at once.');
      stop.abort();
    });
  }
  return stop.signal;
}

function keeping(directory: string) {
  mkdirSync(directory, { recursive: true });
  return (run: number, kept: object) =>
    writeFileSync(join(directory, `run-${run}.json`), JSON.stringify(kept, null, 1));
}

const { json, keep, planted, ...errand } = read();
const signal = stopping();
tell(`seed ${errand.seed}, ${errand.runs} runs in ${errand.slots} slots`);
const outcome = await runLaboratory({ ...errand, signal, tell, ...(keep ? { keep: keeping(keep) } : {}) });
const tried =
  planted && !signal.aborted
    ? await tryPlanted({ atOnce: AT_ONCE, tell, signal })
    : { planted: 0, caught: 0, missed: [] };
const summary = summaryOf(outcome, tried);
for (const line of violationsOf(outcome.violations, errand.only)) tell(line);
tell('');
for (const line of tableOf(summary, outcome, tried.missed)) tell(line);
if (json) tell(JSON.stringify(summary));
process.exitCode = signal.aborted ? 130 : summary.violations > 0 || tried.missed.length > 0 ? 1 : 0;
