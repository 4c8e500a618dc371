import type { NewEvent } from '../domain/event.ts';
import type { Incident, Mode, Place, Severity } from '../domain/incident.ts';

export interface NewIncident {
  title: string;
  severity: Severity;
  mode: Mode;
  commander: string;
  suspects: string[];
  place?: Place;
}

export type IncidentChange = Partial<Pick<Incident, 'title' | 'severity' | 'commander' | 'status' | 'place'>>;

/** Incidents in the record. Each call is one transaction with its events. */
export interface IncidentRecord {
  /** Numbers it: `INC-1`, `INC-2`… or `DRILL-1`. */
  declare(incident: NewIncident, event: (id: string) => NewEvent): Promise<Incident>;
  /** @throws Fault `incident.unknown` */
  incident(id: string): Promise<Incident>;
  incidents(status: 'open' | 'closed' | 'all'): Promise<Incident[]>;
  /** The incident of this thread. */
  incidentAt(place: Place): Promise<Incident | undefined>;
  /** Refuses with Fault `incident.closed` when it is closed. */
  change(id: string, change: IncidentChange, events: NewEvent[]): Promise<Incident>;
  /**
   * Closes it, unless something is under way. Looked at and done while nobody else can write about it.
   * @param events told of the chain that ends here
   * @throws Fault `incident.closed`, `incident.busy`, `incident.pending`, `incident.review`
   */
  close(id: string, events: (chain: { events: number; head: string }) => NewEvent[]): Promise<Incident>;
  /**
   * Changes who is under suspicion, while nobody else can write about it. Its votes were counted with the suspects of before:
   * what may start now is handed back, to be put on the queue.
   * @param by a suspect changes nothing: Fault `incident.suspects`
   * @param next what is to become of the incident as it is now; may throw
   * @throws Fault `incident.closed`
   */
  suspect(
    id: string,
    by: string,
    next: (now: Incident) => { suspects: string[]; event: NewEvent },
  ): Promise<{ incident: Incident; due: { id: string; priority?: number }[] }>;
  note(events: NewEvent[]): Promise<void>;
}
