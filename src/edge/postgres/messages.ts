import type { MessageRef, Shown } from '../../domain/card.ts';
import type { Database } from './database.ts';

/** Which message shows what, and which deliveries were handled. */
export interface MessageRecord {
  messageFor(key: string): Promise<MessageRef | undefined>;
  messagesFor(keys: readonly string[]): Promise<Map<string, Shown>>;
  /** Notes what a message shows now. */
  showed(key: string, ref: MessageRef, digest: string): Promise<void>;
  /** The first one wins, so that two processes that post at once keep one. */
  remember(key: string, ref: MessageRef): Promise<void>;
  /** Forgets a message that is gone; one that has taken its place meanwhile stays. */
  forget(key: string, gone: MessageRef): Promise<void>;
  /** True when this delivery was handled before; claims it otherwise. Kept for a day, longer than any chat retries. */
  seen(key: string): Promise<boolean>;
}

export function messageRecord(db: Database): MessageRecord {
  return {
    async messageFor(key) {
      const { rows } = await db.query<{ ref: MessageRef }>('select ref from message where key = $1', [key]);
      return rows[0]?.ref;
    },
    async messagesFor(keys) {
      const { rows } = await db.query<{ key: string; ref: MessageRef; shown: string | null }>(
        'select key, ref, shown from message where key = any ($1)',
        [keys],
      );
      return new Map(rows.map(({ key, ref, shown }) => [key, { ref, ...(shown ? { digest: shown } : {}) }]));
    },
    async showed(key, ref, digest) {
      await db.query('update message set shown = $3 where key = $1 and ref = $2::jsonb', [
        key,
        JSON.stringify(ref),
        digest,
      ]);
    },
    async remember(key, ref) {
      await db.query('insert into message (key, ref) values ($1, $2) on conflict do nothing', [
        key,
        JSON.stringify(ref),
      ]);
    },
    async forget(key, gone) {
      await db.query('delete from message where key = $1 and ref = $2::jsonb', [key, JSON.stringify(gone)]);
    },
    async seen(key) {
      const { rows } = await db.query<{ seen: boolean }>('select seen_before($1) as seen', [key]);
      return rows[0]!.seen;
    },
  };
}

/** Forgets deliveries that nobody will repeat any more. */
export async function forgetDeliveries(db: Database): Promise<void> {
  await db.query(`delete from inbound where at < now() - interval '1 day'`);
}
