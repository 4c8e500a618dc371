import type { EventType, NewEvent } from '../domain/event.ts';
import type { JsonObject } from '../domain/json.ts';
import { QUELL } from '../domain/person.ts';
import type { Claim } from './record.ts';

/** An event about the step in hand, with what ties it to its approval. */
export function tell(claim: Claim, type: EventType, summary: string, data: JsonObject = {}): NewEvent {
  return {
    stream: claim.plan.body.incident,
    type,
    actor: QUELL,
    summary: `${claim.planned.title}: ${summary}`,
    data: {
      run: claim.run,
      step: claim.step.id,
      plan: claim.plan.id,
      digest: claim.plan.digest,
      action: claim.planned.action,
      target: claim.planned.target,
      attempt: claim.step.attempt,
      fence: claim.step.fence,
      ...data,
    },
  };
}
