import type { Cloud } from '../../domain/action.ts';
import type { EventType, Room } from '../../domain/event.ts';

/** What the product says while it works: the part of the metrics that is written to. */
export interface Meter {
  /** An event stands in the record. */
  event(type: EventType, cloud: Cloud | undefined): void;
  /** Something of this room took so long. */
  took(room: Room, cloud: Cloud | undefined, seconds: number): void;
  /** The policy was asked, and said yes, no, or nothing that could be believed, which is a no. */
  asked(answer: 'yes' | 'no' | 'none', seconds: number): void;
  /** Seconds from now on, by a clock that nobody sets. */
  stopwatch(): () => number;
}

/** Where nobody scrapes. */
export const QUIET_METER: Meter = {
  event: () => undefined,
  took: () => undefined,
  asked: () => undefined,
  stopwatch: () => () => 0,
};
