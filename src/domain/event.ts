import type { JsonObject } from './json.ts';
import type { Actor } from './person.ts';

/** The flow's seven words, and the two rooms that feed it. */
export const ROOMS = ['command', 'plan', 'approval', 'job', 'action', 'verify', 'audit', 'signal', 'drill'] as const;
export type Room = (typeof ROOMS)[number];

/** `approval.voted`: the room, then what happened, in the past tense. */
export type EventType = `${Room}.${string}`;

export interface NewEvent {
  /** Incident id; `quell` for what belongs to none. Each stream is a hash chain of its own. */
  stream: string;
  type: EventType;
  actor: Actor;
  /** One line for the timeline, in plain text. */
  summary: string;
  data: JsonObject;
}

export interface Event extends NewEvent {
  seq: number;
  at: string;
  /** SHA-256 over the previous hash and this event's canonical body, lower-case hex. */
  hash: string;
  prev: string;
}
