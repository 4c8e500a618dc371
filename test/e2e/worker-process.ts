import { startQuell } from '../../src/process/start.ts';
import { RANGE_IDENTITY } from '../../src/range/range.ts';
import { baseSetup } from './setup.ts';
import { edgesTo } from './worker-edges.ts';
import type { Keys, Orders, Wanted } from './worker-orders.ts';

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

process.on('message', (message: { orders: Orders } | { id: number; key: unknown }) => {
  if ('orders' in message) void work(message.orders);
  else asked.get(message.id)?.(message.key);
});
process.on('disconnect', () => process.exit(0));

async function work(orders: Orders): Promise<void> {
  const { databaseUrl } = orders;
  const edges = edgesTo(orders, key);
  await startQuell({
    ...(await baseSetup(databaseUrl, [])),
    roles: new Set(['worker']),
    live: { edges, identities: new Map([[RANGE_IDENTITY.name, RANGE_IDENTITY]]) },
  });
  process.send!({ ready: true });
}
