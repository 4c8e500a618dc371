import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Backends, startBackends } from './backends.ts';
import { type Doors, startDoors } from './doors.ts';
import { measureEngine } from './engine.ts';
import { type Engine, figures, type Measured } from './figures.ts';
import { killAll } from './process.ts';
import { profile } from './profile.ts';
import { measureRange } from './range.ts';
import { measureStarted } from './started.ts';
import { table } from './table.ts';
import { measureTrips } from './trips.ts';

/**
 * Measures Quell against the least that could be done on the same servers, in the same run. Nothing is asserted: times
 * belong to a machine, and only the ratios can be compared. docs/performance.md explains each figure.
 */
const CLICKS = 120;
const ROUNDS = 3;
const STARTS = 3;
const RANGE_ROUNDS = 3;

const { values } = parseArgs({ options: { json: { type: 'boolean' }, profile: { type: 'string' } } });
/** Progress goes where it spoils no output. */
const tell = (what: string) => process.stderr.write(`${what}…\n`);

async function engine(backends: Backends, doors: Doors, redisUrl: string | undefined): Promise<Engine> {
  const measured = await measureEngine(backends, doors, redisUrl, { clicks: CLICKS, rounds: ROUNDS });
  return { ...measured, trips: await measureTrips(backends, doors, redisUrl) };
}

async function measure(backends: Backends, doors: Doors): Promise<Measured> {
  tell('starting Quell and the demo');
  const started = await measureStarted(backends, doors, STARTS);
  tell('clicks and steps, queue on PostgreSQL');
  const postgres = await engine(backends, doors, undefined);
  const { redisUrl } = backends;
  tell(redisUrl ? 'clicks and steps, queue on Redis' : 'queue on Redis: skipped, needs redis-server on the PATH');
  const redis = redisUrl ? await engine(backends, doors, redisUrl) : undefined;
  tell('three clouds of the range');
  return { started, postgres, redis, range: await measureRange(backends, RANGE_ROUNDS) };
}

const begun = performance.now();
const backends = await startBackends();
const doors = await startDoors();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    killAll();
    void backends.close().finally(() => process.exit(130));
  });
}
try {
  if (values.profile === undefined) await report();
  else await profile(backends, doors, values.profile === 'steps' ? 'steps' : 'click', join(tmpdir(), 'quell-bench'));
} finally {
  await doors.close();
  await backends.close();
}

async function report(): Promise<void> {
  const found = figures(await measure(backends, doors));
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.log(`\n${table(found)}\n`);
  console.log(`Node ${process.versions.node}, ${cpus().length} cores, ${CLICKS} clicks a queue, ${seconds} s`);
  if (values.json) console.log(JSON.stringify(found));
}
