import type { Cloud } from '../../domain/action.ts';
import type { Card } from '../../domain/card.ts';
import type { Event } from '../../domain/event.ts';
import type { Incident } from '../../domain/incident.ts';
import type { Person } from '../../domain/person.ts';
import type { Call } from '../../range/kernel.ts';

/** All that a page of one incident shows. */
export interface IncidentPage {
  incident: Incident;
  /** In the order in which they were posted; each as it stands now. */
  cards: Card[];
  /** Oldest first. */
  timeline: Event[];
}

/** The simulated clouds as the console shows them. Present only when Quell runs on its range. */
export interface RangeView {
  calls(): readonly Call[];
  onCall(listener: (call: Call) => void): () => void;
  /** Lets time pass in the range alone. */
  advance(seconds: number): void;
  /** The range's own time. */
  now(): Date;
  /** When each cloud was proven contained, in real milliseconds since the epoch. */
  contained(): { cloud: Cloud; realMs: number }[];
}

/** What the console may read. It changes something only through Front, like every other surface. */
export interface ConsoleDesk {
  people(): Person[];
  /**
   * Whether this person may look: at the list, an incident, its timeline, or a plan.
   * @throws Fault with why not
   */
  see(person: string, what: 'incidents' | 'show' | 'timeline' | 'plan', id?: string): Promise<void>;
  incidents(): Promise<Incident[]>;
  page(incident: string): Promise<IncidentPage | undefined>;
  /** The plan in full: each change with before and after. */
  plan(id: string): Promise<Card | undefined>;
  /** Calls back with the id of an incident whenever something of it changed; returns what ends that. */
  changed(listener: (incident: string) => void): () => void;
  range?: RangeView;
}

/** The part of a pino logger that the console uses. */
export interface ConsoleLog {
  info(what: object, message: string): void;
  warn(what: object, message: string): void;
  error(what: object, message: string): void;
}
