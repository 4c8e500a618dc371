import { createHash } from 'node:crypto';
import { z } from 'zod';
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

/** What of an event's text is looked at. Exports come from anywhere, so that it is not taken on trust. */
const Told = z.object({
  type: z.string(),
  data: z.object({
    incident: z.string().optional(),
    events: z.int().optional(),
    head: z.string().optional(),
  }),
});

function toldIn(body: string): z.infer<typeof Told> | undefined {
  try {
    return Told.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}

/** Takes down what an event says of an incident. @returns false when it is no event. */
function witness(event: RawEvent, seen: Witness): boolean {
  const told = toldIn(event.body);
  const { incident, events, head } = told?.data ?? {};
  if (!incident) return told !== undefined;
  if (told?.type === 'command.declared') seen.opened.add(incident);
  if (told?.type === 'command.closed') seen.heads.set(incident, { events: events ?? 0, head: head ?? '' });
  return true;
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
    if (event.stream === 'quell' && !witness(event, seen)) return bad(at, 'its text is no event.');
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
