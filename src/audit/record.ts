import type { Event } from '../domain/event.ts';

export interface AuditRecord {
  /** Oldest first; the last so many of them where that is said. */
  events(stream: string, last?: number): Promise<Event[]>;
  /** Without what Quell itself says of single steps: few, however many steps there are. */
  told(stream: string): Promise<Event[]>;
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
