import type { NewEvent } from '../domain/event.ts';
import type { Incident } from '../domain/incident.ts';
import type { Plan, PlanBody } from '../domain/plan.ts';

/** How long a plan waits for its votes, and for its steps to start. */
export interface FreezeTimes {
  approveSeconds: number;
  executeSeconds: number;
  /** Until when broken glass is to be reviewed; a day where this is absent. */
  reviewSeconds?: number;
}

/** Plans in the record. */
export interface PlanRecord {
  /**
   * Stores the plan, what it needs, and its run with every step waiting, in one transaction. Older plans of the incident
   * with the same kind, playbook and inputs of which nothing has started are superseded, votes and all, each with an event:
   * two plans for one thing mislead.
   * @param replaces the plan that this one narrows: it is superseded too, and this one waits and starts no longer than it would have
   * @throws Fault `plan.started` when something of the narrowed one has started, or it waits no longer; `plan.waits` when
   *   somebody voted on one that asks for the same, and this requester neither asked for it nor commands the incident
   */
  freeze(body: PlanBody, times: FreezeTimes, event: (plan: Plan) => NewEvent, replaces?: string): Promise<Plan>;
  /** By id, or by short digest (`7F3A-91C2`). @throws Fault `plan.unknown`, `plan.ambiguous` */
  plan(ref: string): Promise<Plan>;
  /** A plan with the incident that it belongs to, as its votes need them. @throws as `plan` does */
  ballot(ref: string): Promise<{ plan: Plan; incident: Incident }>;
  /**
   * Other open incidents of the same mode that rest on one of these things (`thingOf`), and which. Without a thing, the
   * incident is older than the note of it, and has to be read.
   */
  sharing(incident: Incident, things: readonly string[]): Promise<{ incident: string; thing?: string }[]>;
  plansOf(incident: string): Promise<Plan[]>;
  /** All that waits for votes, with their incidents, the oldest first. */
  pending(): Promise<{ plan: Plan; incident: Incident }[]>;
}
