import { approvers } from '../approval/needs.ts';
import { stamp } from '../approval/stamp.ts';
import { noticeCard } from '../card/notice.ts';
import { planCard } from '../card/plan.ts';
import type { Reply } from '../command/surface.ts';
import type { NewEvent } from '../domain/event.ts';
import type { Incident } from '../domain/incident.ts';
import { type Plan, type PlanBody, shortDigest } from '../domain/plan.ts';
import { demanded } from './demand.ts';
import { inThread } from './incident.ts';
import type { Ask, DeskParts } from './parts.ts';
import { reply } from './reply.ts';
import { loadPlan } from './view.ts';

const AGAIN = {
  narrowed: 'narrowed',
  denied: 'asked again, which was denied',
  expired: 'asked again, which ran out of time',
  withdrawn: 'asked again, which was withdrawn',
  changed: 'asked again, after a cloud had changed',
} as const;

/** Stores a plan and asks for its approval. @throws Fault as `demanded` does, and `plan.started` */
export async function freeze(parts: DeskParts, ask: Ask, incident: Incident, wanted: PlanBody): Promise<Plan> {
  const { body, policy } = await demanded(parts, ask, incident, wanted);
  const steps = body.stages.reduce((n, s) => n + s.steps.length, 0);
  const { earlier } = body;
  const narrowed = earlier?.why === 'narrowed';
  const event = (plan: Plan): NewEvent => {
    const took = earlier ? `, in place of ${shortDigest(earlier.digest)}, ${AGAIN[earlier.why]}` : '';
    const what = `${body.playbook.title}, ${steps} step${steps === 1 ? '' : 's'}`;
    return {
      stream: incident.id,
      type: narrowed ? 'plan.narrowed' : 'plan.frozen',
      actor: ask.actor,
      summary: `${ask.person.name} ${narrowed ? 'narrowed to' : 'asked for'} plan ${shortDigest(plan.digest)}: ${what}${took}`,
      data: {
        plan: plan.id,
        digest: plan.digest,
        kind: body.kind,
        playbook: body.playbook.id,
        inputs: body.inputs,
        unplanned: body.unplanned.length,
        ...(earlier ? { earlier: { ...earlier } } : {}),
        // Policy was asked twice: whether this person may ask, and what the plan then needs.
        ...(ask.policy ? { asked: stamp(ask.policy).policy! } : {}),
        ...stamp(policy),
      },
    };
  };
  const { approveSeconds, executeSeconds, rules } = parts;
  const glass = rules.breakGlass ? { reviewSeconds: rules.breakGlass.reviewSeconds } : {};
  const times = { approveSeconds, executeSeconds, ...glass };
  return parts.plans.freeze(body, times, event, narrowed ? earlier.plan : undefined);
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
