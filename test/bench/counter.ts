import { AsyncLocalStorage } from 'node:async_hooks';
import { Redis } from 'ioredis';
import pg from 'pg';

/** Who caused it: the click itself, the cards that follow a change, or the worker; and whether it went to the record or the queue. */
export type Cause = 'click' | 'cards' | 'worker' | 'other';
export type Kind = 'record' | 'queue';

const causes = new AsyncLocalStorage<Cause>();

/** Everything that `work` starts, now or later, is counted under this cause. */
export const because = <T>(cause: Cause, work: () => T): T => causes.run(cause, work);

export interface Trip {
  cause: Cause;
  kind: Kind;
  /** The statement or the command. */
  text: string;
  atMs: number;
}

/** BullMQ pins its connections to its own schema; the record's have no such option. */
function kindOf(client: pg.Client): Kind {
  const { options } = (client as unknown as { connectionParameters: { options?: string } }).connectionParameters;
  return options?.includes('search_path') ? 'queue' : 'record';
}

type Query = (this: pg.Client, ...args: unknown[]) => unknown;
type Send = (this: Redis, ...args: unknown[]) => unknown;

/** Sees each statement and each Redis command on its way out of this process, whoever sends it. */
export function countTrips(): { trips: Trip[]; stop(): void } {
  const trips: Trip[] = [];
  const note = (kind: Kind, text: unknown) => {
    const said = typeof text === 'string' ? text : String((text as { text?: string } | undefined)?.text ?? '');
    trips.push({ cause: causes.getStore() ?? 'other', kind, text: said, atMs: performance.now() });
  };
  const query = pg.Client.prototype.query as unknown as Query;
  const send = Redis.prototype.sendCommand as unknown as Send;
  const onQuery: Query = function (...args) {
    note(kindOf(this), args[0]);
    return query.apply(this, args);
  };
  const onSend: Send = function (...args) {
    note('queue', (args[0] as { name: string }).name);
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
