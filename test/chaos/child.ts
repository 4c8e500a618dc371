import { flushCompileCache } from 'node:module';
import { Fault } from '../../src/domain/fault.ts';
import { openOutbox } from '../../src/edge/outbox.ts';
import { openChatOut } from '../../src/edge/slack/chat-out.ts';
import { away } from '../../src/edge/slack/faults.ts';
import { PACE } from '../../src/edge/slack/pace.ts';
import type { Log } from '../../src/job/worker.ts';
import type { SurfacePorts, Surfaces } from '../../src/process/setup.ts';
import { type Quell, startQuell } from '../../src/process/start.ts';
import { baseSetup } from '../e2e/setup.ts';
import { edgesTo } from '../e2e/worker-edges.ts';
import type { Keys, Wanted } from '../e2e/worker-orders.ts';
import { setClock } from './clock.ts';
import { IDENTITIES } from './identities.ts';
import type { Asked, ChildOrders, FromChild, ToChild } from './words.ts';

/** One role of Quell in a process of its own, for the laboratory to hurt. Everything that it knows it is told. */
const say = (word: FromChild) => void process.send?.(word);

const waiting = new Map<number, (word: ToChild) => void>();
let asks = 0;

function ask(word: (id: number) => FromChild): Promise<ToChild> {
  return new Promise((done) => {
    const id = ++asks;
    waiting.set(id, done);
    say(word(id));
  });
}

async function key<K extends keyof Keys>(wanted: Wanted<K>): Promise<Keys[K]> {
  const word = await ask((id) => ({ from: 'want', id, wanted }));
  if (word.to !== 'key') throw new Error('the laboratory answered with something else than a key');
  return word.key as Keys[K];
}

/** Slack's own adapter, with its outbox; only the network below it is the laboratory's. */
async function surfaces(ports: SurfacePorts): Promise<Surfaces> {
  const call = async (method: string, args: Record<string, unknown>) => {
    const word = await ask((id) => ({ from: 'chat', id, call: { method, args } }));
    if (word.to !== 'chat' || word.answer === undefined) throw away('the laboratory took the chat away');
    return word.answer;
  };
  const out = openChatOut({
    call,
    outbox: openOutbox(PACE),
    // The laboratory keeps cards, not blocks: what is judged is what a card says.
    show: (card) => ({ text: card.summary, blocks: [card] as never, cut: false }),
    options: { ...ports, account: () => undefined, accounts: () => [], log },
    home: { surface: 'slack', tenant: 'laboratory', channel: 'laboratory' },
    bot: 'laboratory',
  });
  return { outs: [out], close: () => out.close() };
}

const told = (err: unknown) => (err instanceof Fault ? `${err.code} ${String(err.cause)}` : String(err));

function logTo(level: 'warn' | 'error') {
  return (data: object, message: string) => {
    const shown = Object.entries(data).map(([k, v]) => `${k}=${v instanceof Error ? told(v) : JSON.stringify(v)}`);
    say({ from: 'log', level, message, data: shown.join(' ').slice(0, 600) });
  };
}

const log: Log = { info: () => undefined, warn: logTo('warn'), error: logTo('error') };

async function start(orders: ChildOrders): Promise<Quell> {
  const { role, databaseUrl, redisUrl, clouds, approveSeconds, executeSeconds } = orders;
  return startQuell({
    ...(await baseSetup(databaseUrl, [])),
    ...(redisUrl ? { redisUrl } : {}),
    roles: new Set([role]),
    live: { edges: edgesTo(clouds, key), identities: IDENTITIES },
    approveSeconds,
    executeSeconds,
    log,
    ...(role === 'chat' ? { surfaces } : {}),
  });
}

async function answer(quell: Quell, id: number, asked: Asked): Promise<void> {
  switch (asked.ask) {
    case 'command':
      return say({ from: 'answer', id, reply: await quell.front.command(asked.text, asked.from) });
    case 'press':
      return say({
        from: 'answer',
        id,
        reply: await quell.front.press(asked.verb, asked.ref, asked.values, asked.from),
      });
    case 'shown':
      await quell.shown();
      return say({ from: 'answer', id });
    case 'wake':
      await quell.desk.queue.wake(asked.ids.map((id) => ({ id, priority: 1 })));
      return say({ from: 'answer', id });
  }
}

let quell: Promise<Quell> | undefined;

process.on('message', (word: ToChild) => {
  switch (word.to) {
    case 'start':
      quell = start(word.orders);
      quell.then(
        () => {
          // A process that is killed writes nothing on its way out.
          flushCompileCache();
          say({ from: 'ready' });
        },
        (error: unknown) => {
          say({ from: 'failed', message: told(error) });
          process.exit(1);
        },
      );
      return;
    case 'ask':
      void quell?.then((q) => answer(q, word.id, word.asked));
      return;
    case 'clock':
      return setClock(word.aheadMs);
    default:
      waiting.get(word.id)?.(word);
      waiting.delete(word.id);
  }
});
process.on('disconnect', () => process.exit(0));
