import { AsyncLocalStorage } from 'node:async_hooks';
import { Redis } from 'ioredis';
import pg from 'pg';
import { nowMs } from '../clock.ts';

/** Who caused it: the click itself, the cards that follow a change, or the worker; and whether it went to the record or the queue. */
export type Cause = 'click' | 'cards' | 'worker' | 'other';
export type Kind = 'record' | 'queue';

const causes = new AsyncLocalStorage<Cause>();

/** Everything that `work` starts, now or later, is counted under this cause. */
export const because = <T>(cause: Cause, work: () => T): T => causes.run(cause, work);
export const cause = (): Cause => causes.getStore() ?? 'other';

export interface Trip {
  cause: Cause;
  kind: Kind;
  /** The statement or the command. */
  text: string;
  atMs: number;
  /** When its answer was there; undefined while it is awaited. */
  doneMs?: number;
}

/** BullMQ pins its connections to its own schema; the record's have no such option. */
function kindOf(client: pg.Client): Kind {
  const { options } = (client as unknown as { connectionParameters: { options?: string } }).connectionParameters;
  return options?.includes('search_path') ? 'queue' : 'record';
}

type Query = (this: pg.Client, ...args: unknown[]) => unknown;
type Send = (this: Redis, ...args: unknown[]) => unknown;

/** `evalsha` says nothing; the name that BullMQ gave the script does. */
function commandOf(redis: Redis, command: { name: string; args: unknown[] }): string {
  if (command.name !== 'evalsha') return command.name;
  const { scriptsSet } = redis as unknown as { scriptsSet?: Record<string, { sha: string }> };
  const script = Object.entries(scriptsSet ?? {}).find(([, { sha }]) => sha === command.args[0]);
  return script ? `script ${script[0].split(':')[0]}` : command.name;
}

/** Notes when the answer came, whichever way it comes. */
function watched(args: unknown[], trip: Trip, ask: (args: unknown[]) => unknown): unknown {
  const done = () => {
    trip.doneMs = nowMs();
  };
  const last = args.at(-1);
  const answered = ask(
    typeof last === 'function'
      ? [
          ...args.slice(0, -1),
          (...answer: unknown[]) => {
            done();
            return last(...answer);
          },
        ]
      : args,
  );
  if (answered instanceof Promise) answered.then(done, done);
  return answered;
}

/** Sees each statement and each Redis command on its way out of this process, whoever sends it. */
export function countTrips(): { trips: Trip[]; stop(): void } {
  const trips: Trip[] = [];
  const note = (kind: Kind, text: string): Trip => {
    const trip: Trip = { cause: cause(), kind, text, atMs: nowMs() };
    trips.push(trip);
    return trip;
  };
  const query = pg.Client.prototype.query as unknown as Query;
  const send = Redis.prototype.sendCommand as unknown as Send;
  const onQuery: Query = function (...args) {
    const [asked] = args;
    const text = typeof asked === 'string' ? asked : String((asked as { text?: string } | undefined)?.text ?? '');
    return watched(args, note(kindOf(this), text), (as) => query.apply(this, as));
  };
  const onSend: Send = function (...args) {
    const command = args[0] as { name: string; args: unknown[]; promise: Promise<unknown> };
    const trip = note('queue', commandOf(this, command));
    const done = () => {
      trip.doneMs = nowMs();
    };
    command.promise.then(done, done);
    return send.apply(this, args);
  };
  Object.assign(pg.Client.prototype, { query: onQuery });
  Object.assign(Redis.prototype, { sendCommand: onSend });
  return {
    trips,
    stop() {
      Object.assign(pg.Client.prototype, { query });
      Object.assign(Redis.prototype, { sendCommand: send });
    },
  };
}
