import type { IncidentView, PlanView } from '../card/view.ts';
import type { Event } from '../domain/event.ts';
import type { Plan } from '../domain/plan.ts';
import type { DeskParts } from './parts.ts';

type Parts = Pick<DeskParts, 'incidents' | 'plans' | 'approvals' | 'jobs' | 'audit' | 'people' | 'reviews' | 'pages'>;

/** Where all of a plan can be read in a browser, if anywhere. */
export function pageOf({ pages }: Pick<DeskParts, 'pages'>, plan: string): string | undefined {
  return pages === undefined ? undefined : `${pages}/plans/${encodeURIComponent(plan)}`;
}

async function viewOf(parts: Parts, plan: Plan, told: readonly Event[], all: readonly Plan[]): Promise<PlanView> {
  const [run, votes] = await Promise.all([parts.jobs.runOf(plan.id), parts.approvals.votes(plan.id)]);
  const later = all.findLast((p) => p.body.earlier?.plan === plan.id);
  const page = pageOf(parts, plan.id);
  return {
    plan,
    run,
    votes,
    told: told.filter((e) => e.data.plan === plan.id),
    ...(later ? { later } : {}),
    ...(page ? { page } : {}),
  };
}

export async function loadPlan(parts: Parts, plan: Plan): Promise<PlanView> {
  const { incident } = plan.body;
  const [told, all] = await Promise.all([parts.audit.told(incident), parts.plans.plansOf(incident)]);
  return viewOf(parts, plan, told, all);
}

/** Everything that the cards of an incident show, as it stands in the record. */
export async function loadView(parts: Parts, id: string): Promise<IncidentView> {
  const [incident, plans, told] = await Promise.all([
    parts.incidents.incident(id),
    parts.plans.plansOf(id),
    parts.audit.told(id),
  ]);
  const views = await Promise.all(plans.map((p) => viewOf(parts, p, told, plans)));
  // Cards are drawn often, and the glass is broken hardly ever.
  const broken = views.some((view) => view.votes.some((v) => v.decision === 'break-glass'));
  const reviews = broken ? await parts.reviews.openReviews(id) : [];
  return { incident, told, people: parts.people, plans: views, reviews };
}
