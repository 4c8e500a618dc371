import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A cheap cloud with many accounts, in a process of its own, over real HTTP: `GET /<who>/<account>/<door>` looks at a door,
 * `PUT` shuts it. It answers after a while, as clouds do, and counts for itself what every account has in flight.
 */
export interface Written {
  account: string;
  door: string;
  atMs: number;
}
export interface Told {
  /** The most calls of workers that were in flight at the same time, per account, ever. */
  most: Record<string, number>;
  /** Changes since it was last asked, in their order. */
  written: Written[];
  /** Doors that were shut by more than one call, ever. */
  twice: string[];
}

/** Ms until an answer. */
const SLOW = 8;

const flying = new Map<string, number>();
const most: Record<string, number> = {};
let written: Written[] = [];
const shut = new Set<string>();
const twice = new Set<string>();

function arrived(account: string, by: 1 | -1): void {
  const now = (flying.get(account) ?? 0) + by;
  flying.set(account, now);
  most[account] = Math.max(most[account] ?? 0, now);
}

const server = createServer((asked, answer) => {
  const [, who, account = '', door = ''] = (asked.url ?? '').split('/');
  const counted = who === 'worker' && account !== '';
  if (counted) arrived(account, 1);
  if (asked.method === 'PUT') {
    if (shut.has(door)) twice.add(door);
    shut.add(door);
    written.push({ account, door, atMs: Date.now() });
  }
  asked.resume();
  setTimeout(() => {
    if (counted) arrived(account, -1);
    answer.end(shut.has(door) ? 'shut' : 'open');
  }, SLOW);
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));

process.on('message', (asked: { id: number }) => {
  const answer: Told = { most, written, twice: [...twice] };
  written = [];
  process.send!({ id: asked.id, answer });
});
process.on('disconnect', () => process.exit(0));
// A signal to the whole group is for whoever started us to answer.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
