import { Fault } from '../../src/domain/fault.ts';
import { openDatabase } from '../../src/edge/postgres/database.ts';
import { openQueue } from '../../src/edge/queue/open.ts';

/**
 * Opens what a process of Quell holds open, the record and the queue, and lets go of it, again and again while somebody takes
 * the servers away. Every failure comes as a rejection that somebody waits for; what comes otherwise would end the product.
 */
export interface Orders {
  databaseUrl: string;
  redisUrl?: string;
}
export type Told = { doing: 'opening' | 'open' | 'closing' | 'closed' } | { uncaught: string };

const { databaseUrl, redisUrl } = JSON.parse(process.argv[2]!) as Orders;
const tell = (told: Told) => void process.send!(told, undefined, undefined, () => undefined);
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => tell({ uncaught: `${event}: ${(error as Error)?.stack ?? String(error)}` }));

/** Longest that a process stays as it is when nobody takes anything away from it. */
const STAY_MS = 150;

async function once(): Promise<void> {
  const closers: (() => Promise<unknown>)[] = [];
  tell({ doing: 'opening' });
  try {
    const db = await openDatabase(databaseUrl, 4);
    closers.push(() => db.close());
    closers.push(
      db.takeTurns(
        'cards',
        () => undefined,
        () => undefined,
      ),
    );
    const queue = await openQueue({ databaseUrl, ...(redisUrl ? { redisUrl } : {}) });
    closers.push(() => queue.close(500));
    closers.push(
      await db.listen(
        'quell',
        () => undefined,
        () => undefined,
      ),
    );
    await queue.work(async () => undefined, { concurrency: 2 });
    tell({ doing: 'open' });
    const until = performance.now() + STAY_MS;
    while (performance.now() < until)
      await Promise.all([
        db.transaction(async (sql) => {
          await sql.query('select 1');
          await sql.query('select pg_sleep(0.005)');
        }),
        db.query('select pg_sleep(0.003)', []),
        queue.wake([{ id: 'a' }, { id: 'b' }]),
        queue.ready(),
      ]);
  } catch (error) {
    // Whoever waits for it is told, in words; that is all that may come of it.
    if (!(error instanceof Fault)) tell({ uncaught: `no fault: ${(error as Error)?.stack ?? String(error)}` });
  }
  tell({ doing: 'closing' });
  for (const close of closers.reverse()) await close().catch(() => undefined);
  tell({ doing: 'closed' });
}

let going = true;
process.on('message', () => {
  going = false;
});
process.on('disconnect', () => process.exit(0));
while (going) await once();
process.disconnect();
