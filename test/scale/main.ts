import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startBackends } from '../bench/backends.ts';
import { killChildren } from './child.ts';
import { endure } from './endure.ts';
import { measureFair, measureSevere } from './fair.ts';
import { ACCOUNTS } from './house.ts';
import { judge, type Measured } from './judge.ts';
import { machineLine, writePage } from './page.ts';
import { peopleOf } from './people.ts';
import { figures, table } from './report.ts';
import { type Size, type Stand, startStand } from './stand.ts';

/**
 * Ten workers and one chat process on one Redis and one PostgreSQL: is it fair, are limits kept, and does it stay as it
 * is for as long as it runs? docs/scale.md says what each line means. Ends with 1 when something is not as it must be.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    queue: { type: 'string', default: 'redis' },
    json: { type: 'boolean' },
    write: { type: 'boolean' },
  },
});
const SIZE: Size = { workers: 10, concurrency: 4, perAccount: 4, sizes: [5, 20, 40, 1000] };
const QUEUE = values.queue === 'postgres' ? 'postgres' : 'redis';
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OPEN = 200;
const LOAD = { minutes: Number(values.minutes), atOnce: 20, small: [5, 5, 20], large: 1000 };

/** Progress goes where it spoils no output. */
const tell = (what: string) => process.stderr.write(`${what}…\n`);

async function measure(stand: Stand): Promise<Measured> {
  const people = peopleOf(stand);
  tell(`${OPEN} incidents are declared`);
  const open: string[] = [];
  for (let i = 0; i < OPEN; i++) open.push(await people.declare(1 + (i % 4)));
  tell('a small run, alone and beside one of 1,000 steps');
  const fair = await measureFair(stand, people, 5, 1000, 7);
  tell('a SEV1 run behind 400 queued steps of SEV3');
  const severe = await measureSevere(stand, people, 10, 40);
  tell(`20 runs at once for ${LOAD.minutes} minutes`);
  const endured = await endure(stand, people, open, LOAD);
  const { most, twice } = await stand.cloud();
  const refusals = people.refusals();
  const mostPerAccount = Math.max(...Object.values(most));
  return {
    size: SIZE,
    queue: QUEUE,
    accounts: ACCOUNTS.length,
    fair,
    severe,
    endured,
    mostPerAccount,
    twice: twice.length,
    refusals,
  };
}

async function started(): Promise<Stand> {
  const backends = await startBackends();
  const { redisUrl } = backends;
  try {
    if (QUEUE === 'redis' && !redisUrl) throw new Error('this needs redis-server on the PATH, or --queue postgres');
    const databaseUrl = await backends.database();
    const stand = await startStand(SIZE, { databaseUrl, ...(QUEUE === 'redis' && redisUrl ? { redisUrl } : {}) });
    return { ...stand, close: () => stand.close().finally(() => backends.close()) };
  } catch (error) {
    await backends.close();
    throw error;
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    killChildren();
    process.exit(130);
  });
}
tell('servers, 10 workers and a chat process are started');
const stand = await started();
const measured = await measure(stand).finally(() => stand.close());
const judgements = judge(measured);
console.log(`\n${table(measured, judgements)}\n`);
console.log(machineLine());
if (values.write) await writePage(ROOT, measured, judgements);
if (values.json) console.log(JSON.stringify(figures(measured, judgements)));
process.exitCode = judgements.every((j) => j.ok) ? 0 : 1;
