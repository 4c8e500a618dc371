import { sayNeeds, unreachable } from '../approval/needs.ts';
import type { Demands } from '../approval/policy.ts';
import { tiered } from '../approval/rules.ts';
import { noOf } from '../approval/stamp.ts';
import { Fault } from '../domain/fault.ts';
import type { Incident } from '../domain/incident.ts';
import type { PlanBody } from '../domain/plan.ts';
import type { Ask, DeskParts } from './parts.ts';
import { bodyFacts, questionOf } from './question.ts';

/** Said when the request is made, not when it has expired: too few people may vote. */
function checkApprovers(parts: DeskParts, body: PlanBody, incident: Incident): void {
  const needs = body.stages.flatMap((s) => s.needs);
  const none = body.stages.find((s) => s.needs.length === 0);
  const short = unreachable(needs, parts.people, body.requester, incident.suspects);
  if (!none && short.length === 0) return;
  // Who else may vote is not known while a chat cannot be asked; the request is made, and its votes wait for that.
  if (!none && parts.people.some((p) => p.unread)) return;
  throw new Fault({
    code: 'approval.nobody',
    message: none
      ? `Stage "${none.title}" names nobody who may approve it.`
      : `Too few people may approve this: it needs ${sayNeeds(short)}, besides you.`,
    fix: 'Name groups in quell.yaml, or add people to them; or let somebody else ask.',
    retry: 'when-fixed',
  });
}

/**
 * The plan with all that its approval will ask for: tiers, policy's own demands, fresh sign-ins, who may break the glass.
 * A stage that asked for a fresh sign-in before still does.
 * @throws Fault `approval.nobody`, `approval.policy`
 */
export async function demanded(
  parts: DeskParts,
  ask: Ask,
  incident: Incident,
  body: PlanBody,
): Promise<{ body: PlanBody; policy: Demands }> {
  const { escalation, breakGlass, freshSignIn } = parts.rules;
  const asked: PlanBody = {
    ...body,
    stages: body.stages.map((s) => ({ ...s, needs: tiered(s.needs, escalation) })),
    ...(breakGlass ? { breakGlass: breakGlass.group } : {}),
  };
  checkApprovers(parts, asked, incident);
  const question = questionOf(ask, body.kind, false, { incident, plan: bodyFacts(asked) });
  const policy = await parts.policy.demands({ ...question, freshSignIn });
  if (!policy.allow) throw noOf(policy, 'approval.policy');
  const stages = asked.stages.map((stage, i) => {
    const { needs, fresh } = policy.stages[i]!;
    return { ...stage, needs, ...(fresh || stage.fresh ? { fresh: true } : {}) };
  });
  const raised: PlanBody = { ...asked, stages };
  checkApprovers(parts, raised, incident);
  return { body: raised, policy };
}
