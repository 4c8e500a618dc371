import type { Inbound, Reply } from '../../src/command/surface.ts';
import { type Quell, startQuell } from '../../src/process/start.ts';
import { companySetup, type Hiring } from './company.ts';
import { httpHouses } from './house.ts';

/** A process of Quell with one role, and the questions that it answers. */
export type Asked =
  | { say: [user: string, text: string] }
  | { press: [user: string, verb: string, ref: string] }
  | { vitals: true };

export interface Vitals {
  /** MiB in use after a collection. */
  heapMb: number;
  /** What the event loop holds, by kind. */
  handles: Record<string, number>;
}

export type Orders = Omit<Hiring, 'edge' | 'log'> & { cloudUrl: string };

const { cloudUrl, ...orders } = JSON.parse(process.argv[2]!) as Orders;
const who = orders.roles.includes('worker') ? 'worker' : 'chat';
const quell: Quell = await startQuell(companySetup({ ...orders, edge: httpHouses(cloudUrl, who) }));

let deliveries = 0;
const from = (user: string): Inbound => ({
  who: { surface: 'console', tenant: 'local', user },
  dedupe: `scale:${process.pid}:${++deliveries}`,
});

function vitals(): Vitals {
  global.gc!();
  const handles: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
  const { heapUsed, external } = process.memoryUsage();
  return { heapMb: (heapUsed + external) / 2 ** 20, handles };
}

function accepted(reply: Reply): unknown {
  if (reply.exit !== 0) throw new Error(`${reply.card.title}: ${reply.card.summary}`);
  return reply.data;
}

async function answer(asked: Asked): Promise<unknown> {
  if ('say' in asked) return accepted(await quell.front.command(asked.say[1], from(asked.say[0])));
  if ('press' in asked)
    return accepted(await quell.front.press(asked.press[1], asked.press[2], {}, from(asked.press[0])));
  return vitals();
}

process.on('message', ({ id, ...asked }: Asked & { id: number }) => {
  answer(asked as Asked).then(
    (said) => reply({ id, answer: said }),
    (error: Error) => reply({ id, failed: error.message }),
  );
});
/** Whoever asked may be gone. */
function reply(said: object): void {
  if (process.connected) process.send!(said, undefined, undefined, () => undefined);
}
process.on('disconnect', () => void quell.close().finally(() => process.exit(0)));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.send!({ ready: true });
