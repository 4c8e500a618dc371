import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { soon } from './report/numbers.ts';

/** Root of the checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export interface Running {
  pid: number;
  /** Resolves with the first match in what it says, on either stream. @throws Error when it ends without */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** The last of what it said. */
  tail(): string;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** For a bench that is ended early. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Runs a file of this checkout with the Node that runs this one. */
export function run(file: string, args: string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += String(chunk);
      for (const listener of [...listeners]) listener();
    });
  }
  const over = new Promise<void>((done) => child.once('close', () => done())).then(() => {
    running.delete(child);
  });
  const said = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((done, fail) => {
      const look = () => {
        const match = pattern.exec(text);
        if (match) done(match);
      };
      listeners.add(look);
      look();
      void over.then(() => fail(new Error(`${file} ended and had not said ${pattern}: ${text.slice(-500)}`)));
    });
  return {
    pid: child.pid!,
    said: (pattern) => soon(file, said(pattern), 60_000),
    tail: () => text.slice(-1000),
    async stop() {
      child.kill('SIGTERM');
      await over;
    },
  };
}
