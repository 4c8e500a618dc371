import type { NewEvent } from '../domain/event.ts';
import type { Person, Principal } from '../domain/person.ts';

/** Accounts become people's. Absent where nobody signs in. */
export interface Linking {
  /** A page of the console for this account; until when it serves, ISO 8601. */
  ask(principal: Principal): Promise<{ url: string; until: string }>;
  /** What a code comes to that this account typed: who signed in, or how often it may still be tried. */
  answer(principal: Principal, code: string): Promise<{ issuer: string; subject: string } | { left: number }>;
  /** The person whose identity this is. */
  personBy(issuer: string, subject: string): Person | undefined;
  /** The identity that is known to be this person's. */
  subjectOf(person: string): string | undefined;
  /** @throws Fault `link.taken` */
  link(principal: Principal, who: { issuer: string; subject: string }, person: string, event: NewEvent): Promise<void>;
  /** False when there was nothing to end. */
  unlink(principal: Principal, person: string, event: NewEvent): Promise<boolean>;
}
