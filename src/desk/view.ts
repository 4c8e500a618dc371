import type { IncidentView, PlanView } from '../card/view.ts';
import type { Plan } from '../domain/plan.ts';
import type { DeskParts } from './parts.ts';

type Parts = Pick<DeskParts, 'incidents' | 'plans' | 'approvals' | 'jobs' | 'audit' | 'people'>;

export async function loadPlan(parts: Parts, plan: Plan): Promise<PlanView> {
  const [run, votes] = await Promise.all([parts.jobs.runOf(plan.id), parts.approvals.votes(plan.id)]);
  return { plan, run, votes };
}

/** Everything that the cards of an incident show, as it stands in the record. */
export async function loadView(parts: Parts, id: string): Promise<IncidentView> {
  const [incident, plans, told] = await Promise.all([
    parts.incidents.incident(id),
    parts.plans.plansOf(id),
    parts.audit.told(id),
  ]);
  return { incident, told, people: parts.people, plans: await Promise.all(plans.map((p) => loadPlan(parts, p))) };
}
