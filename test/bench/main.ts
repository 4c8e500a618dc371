import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { asked } from './asked.ts';
import { type Backends, startBackends } from './backends.ts';
import { type Doors, startDoors } from './doors/doors.ts';
import { measureAll } from './parts.ts';
import { killAll } from './process.ts';
import { profile } from './profile/profile.ts';
import { type Figures, figures } from './report/figures.ts';
import { rounded } from './report/numbers.ts';
import { writePage } from './report/page.ts';
import { machineLine, table } from './report/table.ts';

/**
 * Measures Quell against the least that could be done on the same servers, in the same run. Nothing is asserted: times
 * belong to a machine, and only the ratios can be compared. docs/performance.md explains each figure.
 */
const begun = performance.now();
/** What else the machine had to do. */
const [loadBefore = 0] = loadavg();
const wanted = asked(process.argv.slice(2));
/** Progress goes where it spoils no output. */
const tell = (what: string) =>
  process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s  ${what}\n`);

async function measure(backends: Backends, doors: Doors): Promise<Figures> {
  const measured = await measureAll(backends, doors, wanted, tell);
  const seconds = Math.round((performance.now() - begun) / 1000);
  const machine = { node: process.versions.node, cores: cpus().length, seconds, loadBefore: rounded(loadBefore) };
  return figures({ ...measured, machine });
}

let backends: Backends | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.exitCode = 130;
    killAll();
    void (backends?.close() ?? Promise.resolve()).finally(() => process.exit(130));
  });
}
backends = await startBackends();
const doors = await startDoors();
try {
  if (wanted.profile) await profile(backends, doors, wanted.profile, wanted.queues, join(tmpdir(), 'quell-bench'));
  else {
    const found = await measure(backends, doors);
    console.log(`\n${table(found)}\n\n${machineLine(found)}`);
    if (wanted.write) await writePage(found);
    if (wanted.json) console.log(JSON.stringify(found));
  }
} finally {
  await doors.close();
  await backends.close();
}
