import { createHash } from 'node:crypto';
import type { RawEvent } from './record.ts';

export interface ChainCheck {
  valid: boolean;
  events: number;
  streams: number;
  /** First bad event, `INC-7#12`, and what is wrong with it. */
  at?: string;
  why?: string;
}

const START = '0'.repeat(64);

/** The hash of one event: previous hash, stream, number, time and the body's exact text, a line each. */
export function hashOf(event: Omit<RawEvent, 'hash'>): string {
  const text = [event.prev, event.stream, event.seq, event.at, event.body].join('\n');
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** What the stream of all incidents says of one of them: that it was opened, and where it ended. */
interface Witness {
  opened: Set<string>;
  heads: Map<string, { events: number; head: string }>;
}

function witness(event: RawEvent, seen: Witness): void {
  const body = JSON.parse(event.body) as {
    type: string;
    data: { incident?: string; events?: number; head?: string };
  };
  const id = body.data.incident;
  if (!id) return;
  if (body.type === 'command.declared') seen.opened.add(id);
  if (body.type === 'command.closed' && body.data.head)
    seen.heads.set(id, { events: body.data.events!, head: body.data.head });
}

/**
 * Recomputes every hash of every stream, in any place where the events can be read. Changed, removed, added or reordered
 * events are found; so is an incident that is missing as a whole, or cut off before its closing.
 */
export async function verifyChain(events: AsyncIterable<RawEvent> | Iterable<RawEvent>): Promise<ChainCheck> {
  const streams = new Map<string, { seq: number; hash: string }>();
  const hashes = new Map<string, string>();
  const seen: Witness = { opened: new Set(), heads: new Map() };
  let count = 0;
  const bad = (at: string, why: string): ChainCheck => ({
    valid: false,
    events: count,
    streams: streams.size,
    at,
    why,
  });
  for await (const event of events) {
    const at = `${event.stream}#${event.seq}`;
    const last = streams.get(event.stream) ?? { seq: 0, hash: START };
    if (event.seq !== last.seq + 1) return bad(at, `event ${last.seq + 1} of ${event.stream} is missing.`);
    if (event.prev !== last.hash) return bad(at, 'it does not follow the event before it.');
    if (hashOf(event) !== event.hash) return bad(at, 'its text or time was changed.');
    streams.set(event.stream, { seq: event.seq, hash: event.hash });
    hashes.set(at, event.hash);
    if (event.stream === 'quell') witness(event, seen);
    count += 1;
  }
  for (const id of seen.opened)
    if (!streams.has(id)) return bad(id, 'the incident was opened, and all of its events are missing.');
  for (const [id, { events: n, head }] of seen.heads) {
    if (hashes.get(`${id}#${n}`) !== head)
      return bad(`${id}#${n}`, 'it is not the event that stood there when the incident was closed.');
  }
  return { valid: true, events: count, streams: streams.size };
}
