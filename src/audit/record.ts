import type { Event } from '../domain/event.ts';

export interface AuditRecord {
  events(stream: string): Promise<Event[]>;
  /** Every event as it was written, stream by stream, in order. */
  all(): AsyncIterable<RawEvent>;
}

/** An event with the exact text that was hashed. */
export interface RawEvent {
  stream: string;
  seq: number;
  at: string;
  body: string;
  prev: string;
  hash: string;
}
