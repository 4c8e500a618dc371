import type { Review } from '../approval/record.ts';
import type { Vote } from '../domain/approval.ts';
import type { Event } from '../domain/event.ts';
import type { Incident } from '../domain/incident.ts';
import type { Person } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';
import type { Run } from '../domain/run.ts';

/** A plan with all that has become of it. */
export interface PlanView {
  plan: Plan;
  run: Run;
  votes: Vote[];
  /** What people did about this plan, oldest first. */
  told?: readonly Event[];
  /** The plan that has taken its place. */
  later?: Plan;
  /** Address of the page that shows all of it, where the console has one. */
  page?: string;
}

/** All that a card of an incident may show. */
export interface IncidentView {
  incident: Incident;
  plans: PlanView[];
  /** What people did, and what happened to all; how single steps went stands on the plans' cards. */
  told: Event[];
  people: readonly Person[];
  /** Of this incident, those that nobody has done yet. */
  reviews?: readonly Review[];
}

export function nameOf(people: readonly Person[], id: string): string {
  return people.find((p) => p.id === id)?.name ?? id;
}
