import type { AnyAction } from '../../src/domain/action.ts';
import { openLog } from '../../src/edge/log/open.ts';
import { startQuell } from '../../src/process/start.ts';
import { openWatch } from '../../src/process/watch/open.ts';
import { RANGE_IDENTITY } from '../../src/range/range.ts';
import { baseSetup } from './setup.ts';
import { edgesTo } from './worker-edges.ts';
import type { How, Keys, Orders, Wanted } from './worker-orders.ts';

/** A worker in a process of its own, to be killed. It is told where the clouds are, and asks for keys as it needs them. */
const asked = new Map<number, (key: unknown) => void>();
let asks = 0;

function key<K extends keyof Keys>(wanted: Wanted<K>): Promise<Keys[K]> {
  return new Promise((done) => {
    const id = ++asks;
    asked.set(id, done as (key: unknown) => void);
    process.send!({ id, wanted });
  });
}

let go: () => void = () => undefined;
const going = new Promise<void>((done) => {
  go = done;
});

/** A bug: an error that nobody expects, with whatever its author wrote into it. */
function broken(action: AnyAction, words: string): AnyAction {
  return { ...action, apply: () => Promise.reject(new TypeError(words, { cause: { token: words } })) };
}

/** Slow clouds: a change takes until it is told to go on, or is cut off. */
function held(action: AnyAction): AnyAction {
  return {
    ...action,
    async apply(inputs, receipt, cloud, ctx) {
      process.send!({ holds: action.id });
      const cut = new Promise<never>((_, failed) => {
        ctx.signal.addEventListener('abort', () => failed(ctx.signal.reason), { once: true });
      });
      await Promise.race([going, cut]);
      return action.apply(inputs, receipt, cloud, ctx);
    },
  };
}

function changed(action: AnyAction, { hold, boom }: How): AnyAction {
  if (boom) return broken(action, boom);
  return hold ? held(action) : action;
}

process.on('message', (message: { orders: Orders; how: How } | { id: number; key: unknown } | 'go') => {
  if (message === 'go') go();
  else if ('orders' in message) void work(message.orders, message.how);
  else asked.get(message.id)?.(message.key);
});
process.on('disconnect', () => process.exit(0));

async function work(orders: Orders, how: How): Promise<void> {
  const { databaseUrl } = orders;
  const edges = edgesTo(orders, key);
  const base = await baseSetup(databaseUrl, []);
  const log = how.log ? openLog('info') : base.log;
  const watching = await openWatch(
    {
      roles: ['worker'],
      healthHost: '127.0.0.1',
      ...(how.health ? { healthPort: 0 } : {}),
      ...(how.tracesUrl ? { tracesUrl: how.tracesUrl } : {}),
    },
    log,
  );
  const quell = await startQuell({
    ...base,
    actions: new Map([...base.actions].map(([id, action]) => [id, changed(action, how)])),
    log,
    roles: new Set(['worker']),
    live: { edges, identities: new Map([[RANGE_IDENTITY.name, RANGE_IDENTITY]]) },
    ...(how.redisUrl ? { redisUrl: how.redisUrl } : {}),
    ...(how.concurrency ? { concurrency: how.concurrency } : {}),
    ...(how.stopMs === undefined ? {} : { stopMs: how.stopMs }),
    ...(watching.watch ? { watch: watching.watch } : {}),
  });
  const health = await watching.serve(quell);
  process.once('SIGTERM', async () => {
    await quell.close();
    await watching.close();
    process.exit(0);
  });
  process.send!({ ready: true, health });
}
