import { raise } from '../approval/needs.ts';
import { fullPlanCard } from '../card/plan.ts';
import type { Reply } from '../command/surface.ts';
import { Fault } from '../domain/fault.ts';
import type { Incident } from '../domain/incident.ts';
import type { Plan, PlanBody } from '../domain/plan.ts';
import type { Needs } from '../domain/playbook.ts';
import { markerOf } from '../job/work.ts';
import { planContainment } from '../plan/contain.ts';
import { freeze, planned } from './freeze.ts';
import { theIncident } from './incident.ts';
import { resolveInputs, thePlaybook } from './inputs.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';
import { loadPlan } from './view.ts';

/** A fresh plan of the playbook that `ask.values` names, with its inputs. @param earlier the plan that it takes the place of */
export async function containment(
  parts: DeskParts,
  ask: Ask,
  incident: Incident,
  earlier?: PlanBody['earlier'],
): Promise<Plan> {
  const playbook = thePlaybook(parts, ask.values.playbook!);
  if (incident.status === 'closed') {
    throw new Fault({
      code: 'incident.closed',
      message: `${incident.id} is closed.`,
      fix: 'Declare a new incident first.',
    });
  }
  const { inputs, given } = resolveInputs(parts, incident.mode, playbook, ask.values);
  const ctx = { marker: markerOf(incident.id), signal: AbortSignal.timeout(30_000) };
  const needs = (own: Needs[]) => raise(own, parts.floors.contain);
  const reason = ask.values.reason ?? incident.title;
  const body = await planContainment(
    parts.plan,
    { incident, playbook, inputs, given, requester: ask.person.id, reason, needs },
    ctx,
  );
  return freeze(parts, ask, incident, { ...body, ...(earlier ? { earlier } : {}) });
}

export async function contain(parts: DeskParts, ask: Ask): Promise<Reply> {
  const incident = await theIncident(parts, ask);
  return planned(parts, ask, incident, await containment(parts, ask, incident));
}

/** The plan in full, wherever it is asked for. */
export async function showPlan(parts: DeskParts, ask: Ask): Promise<Reply> {
  const { plan, incident } = ask.about!;
  const view = await loadPlan(parts, plan!);
  return reply(fullPlanCard(view, incident, parts.people), { ...plan, votes: view.votes, run: view.run });
}
