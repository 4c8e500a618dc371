import type { AuditRecord, RawEvent } from '../../audit/record.ts';
import type { Event, EventType, NewEvent } from '../../domain/event.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Actor } from '../../domain/person.ts';
import { canonical } from '../../plan/digest.ts';
import type { Database, Sql } from './database.ts';

/** Appends to the hash chains, inside the transaction of whatever the events tell about. */
export async function append(sql: Sql, events: readonly NewEvent[]): Promise<void> {
  for (const { stream, ...body } of events) await sql.query('select append_event($1, $2)', [stream, canonical(body)]);
}

/** Nobody's card shows more. */
const MOST_TOLD = 1000;

/** What the chain is made of, and an export: columns that only speed up a question are not part of it. */
const WRITTEN = 'stream, seq, at, body, prev, hash';

interface EventRow extends RawEvent {
  seq: number;
}

function read(row: EventRow): Event {
  const body = JSON.parse(row.body) as { type: EventType; actor: Actor; summary: string; data: JsonObject };
  return { ...body, stream: row.stream, seq: Number(row.seq), at: row.at, prev: row.prev, hash: row.hash };
}

export function auditRecord(db: Database): AuditRecord {
  return {
    async events(stream, last) {
      const { rows } = await db.query<EventRow>(
        `select ${WRITTEN} from event where stream = $1 order by seq desc limit $2`,
        [stream, last ?? null],
      );
      return rows.reverse().map(read);
    },
    async told(stream) {
      const { rows } = await db.query<EventRow>(
        `select ${WRITTEN} from event where stream = $1 and not of_step order by seq desc limit $2`,
        [stream, MOST_TOLD],
      );
      return rows.reverse().map(read);
    },
    async *all() {
      const batch = 500;
      let after: [string, number] = ['', 0];
      for (;;) {
        const { rows } = await db.query<EventRow>(
          `select ${WRITTEN} from event where (stream, seq) > ($1, $2) order by stream, seq limit $3`,
          [...after, batch],
        );
        for (const row of rows) yield { ...row, seq: Number(row.seq) };
        const last = rows.at(-1);
        if (!last || rows.length < batch) return;
        after = [last.stream, Number(last.seq)];
      }
    },
  };
}
