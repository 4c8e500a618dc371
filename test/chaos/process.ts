import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Reply } from '../../src/command/surface.ts';
import type { Asked, ChildOrders, FromChild, ToChild } from './words.ts';

/** How a child is started beside its orders: where compiled code is kept, and what is planted in it. */
export interface Start {
  cache: string;
  mutation: string | undefined;
}

/** What a child may ask of the laboratory. */
export interface Service {
  key(wanted: Extract<FromChild, { from: 'want' }>['wanted']): Extract<ToChild, { to: 'key' }>['key'];
  chat(call: Extract<FromChild, { from: 'chat' }>['call']): Promise<Record<string, unknown>>;
  log(level: 'warn' | 'error', message: string, data: string): void;
}

/** A Quell of one role in a process of its own. */
export interface Quelled {
  pid: number;
  /** Whether it takes work. */
  ready: Promise<boolean>;
  gone: Promise<void>;
  /** The answer, or undefined where the process ended without one. */
  ask(asked: Asked): Promise<{ reply?: Reply } | undefined>;
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  clock(aheadMs: number): void;
}

const HERE = import.meta.dirname;

/** Every child that lives: one that was stopped would outlive us, and a signal of ours may come from nowhere. */
const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

export function startProcess(orders: ChildOrders, start: Start, service: Service): Quelled {
  const planted = start.mutation === undefined ? [] : ['--import', join(HERE, 'planted/mutate.ts')];
  const child: ChildProcess = fork(join(HERE, 'child.ts'), {
    cwd: join(HERE, '../..'),
    // First of all, so that whatever is loaded sees the clock that can be moved.
    execArgv: ['--import', join(HERE, 'clock.ts'), ...planted],
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: start.cache,
      ...(start.mutation === undefined ? {} : { QUELL_PLANTED: start.mutation }),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  alive.add(child);
  const asked = new Map<number, (answer: { reply?: Reply } | undefined) => void>();
  let asks = 0;
  let ready!: (is: boolean) => void;
  const isReady = new Promise<boolean>((done) => {
    ready = done;
  });
  const gone = once(child, 'exit').then(() => {
    alive.delete(child);
    ready(false);
    for (const done of asked.values()) done(undefined);
    asked.clear();
  });
  const tell = (word: ToChild) => {
    if (child.connected) child.send(word, () => undefined);
  };
  child.on('error', () => undefined);
  child.on('message', (word: FromChild) => {
    switch (word.from) {
      case 'ready':
        return ready(true);
      case 'failed':
        return service.log('error', 'did not start', word.message);
      case 'log':
        return service.log(word.level, word.message, word.data);
      case 'want':
        return tell({ to: 'key', id: word.id, key: service.key(word.wanted) });
      case 'answer':
        asked.get(word.id)?.(word.reply ? { reply: word.reply } : {});
        asked.delete(word.id);
        return;
      case 'chat':
        service.chat(word.call).then(
          (answer) => tell({ to: 'chat', id: word.id, answer }),
          (error: unknown) => tell({ to: 'chat', id: word.id, error: String(error) }),
        );
    }
  });
  tell({ to: 'start', orders });
  return {
    pid: child.pid ?? 0,
    ready: isReady,
    gone,
    ask: (what) =>
      new Promise((done) => {
        if (!child.connected) return done(undefined);
        const id = ++asks;
        asked.set(id, done);
        tell({ to: 'ask', id, asked: what });
      }),
    signal: (name) => void child.kill(name),
    clock: (aheadMs) => tell({ to: 'clock', aheadMs }),
  };
}
