import type { Log } from '../../job/worker.ts';
import { elapsed, within } from '../timer.ts';
import type { Account } from './people.ts';
import type { Waits } from './waits.ts';

/** Until a list is asked for again that could not be read. */
const AGAIN_MS = 60_000;

export interface Roster {
  /** Sees to it that a channel's people are known: waits for them once, for a moment, and renews them behind the cards. */
  known(channel: string): Promise<void>;
  /** Resolves when nothing is being read any more. */
  close(): Promise<void>;
}

interface Parts {
  read(channel: string): Promise<Account[]>;
  saw(member: Account): void;
  waits: Pick<Waits, 'rosterMs' | 'renewMs'>;
  log: Log;
}

/** Who is in the channels that are written to, so that people are called and see their own cards. Cards come without it too. */
export function openRoster({ read, saw, waits, log }: Parts): Roster {
  const dueAt = new Map<string, number>();
  const underway = new Map<string, Promise<void>>();

  async function reading(channel: string): Promise<void> {
    try {
      for (const member of await read(channel)) saw(member);
      dueAt.set(channel, elapsed() + waits.renewMs);
    } catch (error) {
      dueAt.set(channel, elapsed() + Math.min(AGAIN_MS, waits.renewMs));
      log.warn({ err: error }, 'who is in the channel cannot be read, so nobody new there is mentioned');
    } finally {
      underway.delete(channel);
    }
  }

  return {
    async known(channel) {
      const due = dueAt.get(channel);
      if (due !== undefined && due > elapsed()) return;
      const now = underway.get(channel) ?? reading(channel);
      underway.set(channel, now);
      if (due === undefined) await within(waits.rosterMs, now);
    },
    async close() {
      await Promise.all(underway.values());
    },
  };
}
