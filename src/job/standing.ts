/** How the record stands: what somebody may wait for. */
export interface Standing {
  /** Steps by their state; `in-doubt` those of open incidents. */
  steps: Record<'due' | 'running' | 'applied' | 'in-doubt', number>;
  openIncidents: number;
  /** Plans that wait for votes. */
  pendingPlans: number;
  /** Seconds since the oldest step that nobody has taken became due; 0 without one. */
  oldestDueSeconds: number;
}
