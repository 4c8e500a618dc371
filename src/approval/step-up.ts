import type { Proof } from '../domain/approval.ts';
import type { NewEvent } from '../domain/event.ts';
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
   * @throws Fault `sign-in.not-linked` when nobody knows which identity is this person's
   */
  begin(ask: StepUpAsk): Promise<{ url: string; until: string }>;
}

/**
 * `open`: nobody pressed anything yet. `started`: by one browser, which alone may finish it. `used`: it decided once.
 * `burned`: somebody else signed in, or another browser tried to finish it.
 */
export type StepUpState = 'open' | 'started' | 'used' | 'burned';

/** A link as the record keeps it. */
export interface StepUp {
  /** SHA-256 of the token, lower-case hex: names the link, and opens nothing. */
  ref: string;
  plan: string;
  digest: string;
  incident: string;
  person: string;
  principal: Principal;
  decision: 'approve' | 'break-glass';
  reason?: string;
  second?: string;
  state: StepUpState;
  /** SHA-256 of the cookie of the browser that started it. */
  browser?: string;
  proof?: Proof;
  /** ISO 8601. */
  until: string;
  /** By the record's clock. */
  expired: boolean;
}

/** Links for fresh sign-ins in the record. A token goes in and out in clear; what is kept is its hash. */
export interface StepUpRecord {
  begin(ask: StepUpAsk): Promise<{ token: string; until: string }>;
  byToken(token: string): Promise<StepUp | undefined>;
  byRef(ref: string): Promise<StepUp | undefined>;
  /** The browser that starts it is the one that may finish it, and may start again. False when it cannot be started. */
  start(ref: string, browser: string): Promise<boolean>;
  /** Keeps what the sign-in proved, until the person confirms. False when this browser did not start it, or time is over. */
  prove(ref: string, browser: string, proof: Proof): Promise<boolean>;
  /** Ends a link whose sign-in was proven. It returns the link once, to one caller. */
  use(ref: string, browser: string): Promise<StepUp | undefined>;
  /** Ends a link for good, with an event that says why. Once: false when it had ended before. */
  burn(ref: string, event: NewEvent): Promise<boolean>;
}
