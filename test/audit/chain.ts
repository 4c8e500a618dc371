import fc from 'fast-check';
import type { RawEvent } from '../../src/audit/record.ts';
import { hashOf } from '../../src/audit/verify.ts';

/** Writes events as the database does: each hashed over the one before it in its stream. */
export class Ledger {
  readonly events: RawEvent[] = [];
  private readonly heads = new Map<string, { seq: number; hash: string }>();

  write(stream: string, body: object, at = '2026-11-22T03:00:00.000Z'): void {
    const head = this.heads.get(stream) ?? { seq: 0, hash: '0'.repeat(64) };
    const event = { stream, seq: head.seq + 1, at, body: JSON.stringify(body), prev: head.hash };
    const hash = hashOf(event);
    this.events.push({ ...event, hash });
    this.heads.set(stream, { seq: event.seq, hash });
  }

  /** As the desk does it: in the incident's own stream, and in the one of all incidents. */
  open(id: string): void {
    const body = { type: 'command.declared', data: { incident: id }, summary: id };
    this.write('quell', body);
    this.write(id, body);
  }

  close(id: string): void {
    const { seq, hash } = this.heads.get(id)!;
    const body = { type: 'command.closed', data: { incident: id, events: seq, head: hash }, summary: id };
    this.write(id, body);
    this.write('quell', body);
  }
}

/** Some incidents with some events each, some of them closed; in the order of the record: stream by stream. */
export const ledgers = fc
  .array(fc.record({ notes: fc.array(fc.string(), { maxLength: 6 }), closed: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((incidents) => {
    const ledger = new Ledger();
    incidents.forEach(({ notes, closed }, i) => {
      const id = `INC-${i + 1}`;
      ledger.open(id);
      for (const text of notes) ledger.write(id, { type: 'command.noted', data: { text }, summary: text });
      if (closed) ledger.close(id);
    });
    return {
      events: ledger.events.toSorted((a, b) => a.stream.localeCompare(b.stream) || a.seq - b.seq),
      closed: incidents.flatMap((x, i) => (x.closed ? [`INC-${i + 1}`] : [])),
      ids: incidents.map((_, i) => `INC-${i + 1}`),
    };
  });
