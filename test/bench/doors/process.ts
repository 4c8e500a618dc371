import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nowMs } from '../clock.ts';
import type { FromDoors, ToDoors, Watch } from './doors.ts';

/**
 * The smallest cloud there is, in a process of its own as a cloud is, over real HTTP: doors that are open until somebody
 * shuts them. `PUT /<door>` shuts one, `GET /<door>` looks at it, `GET /` is the cheap read with the date.
 */
const shut = new Set<string>();
const watches = new Map<number, Watch & { left: number }>();
const say = (message: FromDoors) => process.send!(message);

function arrived(door: string, write: boolean, atMs: number): void {
  const looked = !write && shut.has(door);
  for (const [id, watch] of watches) {
    if (watch.write && !write) continue;
    if (watch.proof && !looked) continue;
    if (watch.ends && !door.endsWith(watch.ends)) continue;
    if (--watch.left > 0) continue;
    watches.delete(id);
    say({ id, atMs });
  }
}

const server = createServer((asked, answer) => {
  const atMs = nowMs();
  const door = asked.url ?? '/';
  const write = asked.method === 'PUT';
  if (watches.size > 0) arrived(door, write, atMs);
  if (write) shut.add(door);
  asked.resume();
  answer.end(shut.has(door) ? 'shut' : 'open');
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => say({ port: (server.address() as AddressInfo).port }));

process.on('message', (asked: ToDoors) => {
  for (const { id, watch } of asked.watches) watches.set(id, { ...watch, left: watch.count ?? 1 });
  say({ armed: asked.armed });
});
process.on('disconnect', () => process.exit(0));
// A signal to the whole group is the bench's to answer; it lets go of us when it is done.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
