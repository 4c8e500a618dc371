import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { KINDS } from './fault.ts';
import { runLaboratory } from './laboratory.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    slots: { type: 'string', default: '6' },
    only: { type: 'string' },
    run: { type: 'string' },
    keep: { type: 'string' },
    json: { type: 'boolean', default: false },
    'no-planted': { type: 'boolean', default: false },
  },
});
void KINDS;
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const outcome = await runLaboratory({
  runs: values.run === undefined ? Number(values.runs) : 1,
  seed: Number(values.seed),
  slots: values.run === undefined ? Number(values.slots) : 1,
  ...(values.run === undefined ? {} : { from: Number(values.run) }),
  ...(values.only === undefined ? {} : { only: values.only.split(',') }),
  signal: stop.signal,
  ...(values.keep === undefined
    ? {}
    : { keep: (run, kept) => writeFileSync(join(values.keep!, `run-${run}.json`), JSON.stringify(kept, null, 1)) }),
  tell: (line) => console.log(line),
});
console.log(JSON.stringify({ ...outcome, recoveries: outcome.recoveries.length }));
