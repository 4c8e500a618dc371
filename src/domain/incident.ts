export type Severity = 1 | 2 | 3 | 4;
/** LIVE acts on real edges, DRILL on the range alone. The word stands on every card. */
export type Mode = 'live' | 'drill';

/** A conversation somewhere: a channel, and the thread in it once there is one. */
export interface Place {
  surface: 'slack' | 'teams' | 'console';
  tenant: string;
  channel: string;
  thread?: string;
}

export interface Incident {
  /** `INC-7`; drills are `DRILL-3`. */
  id: string;
  title: string;
  severity: Severity;
  mode: Mode;
  status: 'open' | 'closed';
  /** Person id; whoever declared, until handed over. */
  commander: string;
  /** Identity under suspicion, if known: its own clicks are refused. */
  suspects: string[];
  place?: Place;
  declaredAt: string;
  closedAt?: string;
}
