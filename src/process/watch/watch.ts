import { AsyncLocalStorage } from 'node:async_hooks';
import { CLOUDS, type Cloud } from '../../domain/action.ts';
import type { NewEvent } from '../../domain/event.ts';
import type { Meter } from '../../edge/metrics/meter.ts';
import { elapsed } from '../../edge/timer.ts';
import type { Traces } from '../../edge/trace/traces.ts';
import type { Claim } from '../../job/record.ts';
import { CardLag } from './card-lag.ts';

/** What goes on: a command that is being answered, or a wake-up that is being worked on. */
export interface Doing {
  /** Seconds since a command came. */
  seconds?: () => number;
  verb?: string;
  claim?: Claim;
  /** Seconds since the change was made, where it was made in this wake-up. */
  sinceChange?: () => number;
}

/** Those who look on while the product works. They change nothing, and nothing waits for them. */
export interface Watch {
  meter: Meter;
  traces: Traces;
  cards: CardLag;
  doing: AsyncLocalStorage<Doing>;
}

export function watching(meter: Meter, traces: Traces): Watch {
  return { meter, traces, cards: new CardLag(elapsed), doing: new AsyncLocalStorage() };
}

/** The cloud that an event's action works on; its id begins with it. */
function cloudOf(event: NewEvent): Cloud | undefined {
  const { action } = event.data;
  return typeof action === 'string' ? CLOUDS.find((cloud) => action.startsWith(`${cloud}.`)) : undefined;
}

export function tellEvent({ meter }: Watch, event: NewEvent | undefined): void {
  if (event) meter.event(event.type, cloudOf(event));
}

/** A maker of events, and what it has made: the record asks for it in the middle of a write. */
export function overheard<Made, Given extends unknown[]>(make: (...given: Given) => Made) {
  const made: Made[] = [];
  return {
    made,
    make: (...given: Given): Made => {
      const one = make(...given);
      made.push(one);
      return one;
    },
  };
}

/** A write of the record with its events: how long the audit chain makes one wait. */
export async function writes<T>({ meter }: Watch, write: () => Promise<T>): Promise<T> {
  const seconds = meter.stopwatch();
  const result = await write();
  meter.took('audit', undefined, seconds());
  return result;
}
