import type { Log } from '../job/worker.ts';

/** Ms until a shutdown stops waiting for work in hand; the record knows how to go on without it. */
export const CLOSE_LIMIT = 10_000;

/** What must be closed, in the opposite order of opening. One that fails does not keep the others open. */
export class Closing {
  private readonly closers: (() => Promise<unknown>)[] = [];
  private readonly log: Log;

  constructor(log: Log) {
    this.log = log;
  }

  add(close: () => Promise<unknown>): void {
    this.closers.push(close);
  }

  async run(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) {
      await close().catch((err: unknown) => this.log.warn({ err }, 'while closing'));
    }
  }
}
