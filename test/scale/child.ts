import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of the run, asked by messages: `{ id, … }` gives `{ id, answer }` or `{ id, failed }`. */
export interface Child<Asked extends object> {
  pid: number;
  /** The first thing that it said. */
  hello: unknown;
  ask<Answer>(asked: Asked): Promise<Answer>;
  /** Lets go of it, and waits until it is gone. */
  close(): Promise<void>;
}

type Said = { id: number; answer: unknown } | { id: number; failed: string };

const alive = new Set<ChildProcess>();

/** For a run that is ended early. */
export function killChildren(): void {
  for (const child of alive) child.kill('SIGKILL');
}

/** Starts a file of this folder with the Node that runs this one, and waits until it speaks. */
export async function startChild<Asked extends object>(file: string, args: string[] = []): Promise<Child<Asked>> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, args, { execArgv: ['--expose-gc'], stdio: 'inherit' });
  alive.add(child);
  const gone = once(child, 'exit').then(() => void alive.delete(child));
  const waiting = new Map<number, { done: (answer: never) => void; fail: (error: Error) => void }>();
  let ids = 0;
  const hello = await new Promise<unknown>((done, fail) => {
    child.once('message', done);
    void gone.then(() => fail(new Error(`${file} ended before it was ready`)));
  });
  child.on('message', (said: Said) => {
    const asked = waiting.get(said.id);
    waiting.delete(said.id);
    if ('failed' in said) asked?.fail(new Error(said.failed));
    else asked?.done(said.answer as never);
  });
  void gone.then(() => {
    for (const { fail } of waiting.values()) fail(new Error(`${file} ended`));
  });
  return {
    pid: child.pid!,
    hello,
    ask: (asked) =>
      new Promise((done, fail) => {
        const id = ++ids;
        waiting.set(id, { done, fail });
        child.send({ id, ...asked }, (error) => error && fail(error));
      }),
    async close() {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}
