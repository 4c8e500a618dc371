import { approvers, sayNeeds, unreachable } from '../approval/needs.ts';
import { noticeCard } from '../card/notice.ts';
import { planCard } from '../card/plan.ts';
import type { Reply } from '../command/surface.ts';
import type { NewEvent } from '../domain/event.ts';
import { Fault } from '../domain/fault.ts';
import type { Incident } from '../domain/incident.ts';
import { type Plan, type PlanBody, shortDigest } from '../domain/plan.ts';
import { inThread } from './incident.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';
import { loadPlan } from './view.ts';

/** Said when the request is made, not when it has expired: too few people may vote. */
export function checkApprovers(parts: DeskParts, body: PlanBody, incident: Incident): void {
  const needs = body.stages.flatMap((s) => s.needs);
  const none = body.stages.find((s) => s.needs.length === 0);
  const short = unreachable(needs, parts.people, body.requester, incident.suspects);
  if (!none && short.length === 0) return;
  throw new Fault({
    code: 'approval.nobody',
    message: none
      ? `Stage "${none.title}" names nobody who may approve it.`
      : `Too few people may approve this: it needs ${sayNeeds(short)}, besides you.`,
    fix: 'Name groups under `approvals` or add people to them in quell.yaml; or let somebody else ask.',
    retry: 'when-fixed',
  });
}

/** Stores a plan and asks for its approval. @throws Fault `approval.nobody` */
export async function freeze(parts: DeskParts, ask: Ask, incident: Incident, body: PlanBody): Promise<Plan> {
  checkApprovers(parts, body, incident);
  const steps = body.stages.reduce((n, s) => n + s.steps.length, 0);
  const event = (plan: Plan): NewEvent => ({
    stream: incident.id,
    type: 'plan.frozen',
    actor: ask.actor,
    summary: `${ask.person.name} asked for plan ${shortDigest(plan.digest)}: ${body.playbook.title}, ${steps} steps`,
    data: {
      plan: plan.id,
      digest: plan.digest,
      kind: body.kind,
      playbook: body.playbook.id,
      inputs: body.inputs,
      unplanned: body.unplanned.length,
    },
  });
  return parts.plans.freeze(
    body,
    { approveSeconds: parts.approveSeconds, executeSeconds: parts.executeSeconds },
    event,
  );
}

/** The answer to whoever asked for a plan. */
export async function planned(parts: DeskParts, ask: Ask, incident: Incident, plan: Plan): Promise<Reply> {
  const view = await loadPlan(parts, plan);
  const able = approvers(
    plan.body.stages.flatMap((s) => s.needs),
    parts.people,
    plan.body.requester,
    incident.suspects,
  );
  const data = {
    plan: plan.id,
    digest: plan.digest,
    status: plan.status,
    approvers: able.map((p) => p.id),
    body: plan.body,
  };
  const card = planCard(view, incident, parts.people);
  if (!inThread(incident, ask)) return reply(card, data);
  return reply(
    noticeCard('Planned', `${card.title}: the plan is in the thread of ${incident.id}.`, incident.mode),
    data,
  );
}
