import type { Incident } from '../domain/incident.ts';
import type { Person, Principal } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';

/** What a fresh sign-in is asked for: this person's decision about this digest. */
export interface StepUpAsk {
  plan: Plan;
  incident: Incident;
  person: Person;
  principal: Principal;
  decision: 'approve' | 'break-glass';
  reason?: string;
  second?: string;
}

/** Fresh sign-ins. Absent where quell.yaml has none. */
export interface StepUps {
  /**
   * A link that serves this person once, for this digest, for five minutes. Opening it shows the plan and decides nothing.
   * @returns the page's address, and until when it serves, ISO 8601
   */
  begin(ask: StepUpAsk): Promise<{ url: string; until: string }>;
}
