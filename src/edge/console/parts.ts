import type { LinkRecord, Passkeys, SignIn, SignInRecord } from '../../approval/sign-in.ts';
import type { StepUp, StepUpRecord } from '../../approval/step-up.ts';
import type { Front, Reply } from '../../command/surface.ts';
import type { Vote } from '../../domain/approval.ts';
import type { Card } from '../../domain/card.ts';
import type { NewEvent } from '../../domain/event.ts';
import type { Person, Principal } from '../../domain/person.ts';
import type { Plan } from '../../domain/plan.ts';
import type { ConsoleDesk, ConsoleLog } from './desk.ts';
import type { Live } from './live.ts';

/** A plan as a page of a fresh sign-in shows it: all of it, as it stands now. */
export interface Asked {
  plan: Plan;
  votes: Vote[];
  card: Card;
}

/** Signing in, and what it is good for. */
export interface ConsoleSignIn {
  signIn: SignIn;
  passkeys: Passkeys;
  signIns: SignInRecord;
  stepUps: StepUpRecord;
  links: LinkRecord;
  /** The person whose identity this is. */
  personBy(issuer: string, subject: string): Person | undefined;
  /** What the provider is told to expect, where it is known: the person's own subject. */
  hint(person: string): string | undefined;
  /** Undefined when there is no such plan. */
  asked(plan: string): Promise<Asked | undefined>;
  /** The vote that was signed in for. @throws Fault when it does not count */
  cast(stepUp: StepUp, person: Person, authenticated: string): Promise<Reply>;
  note(event: NewEvent): Promise<void>;
  /** How a chat account is called to the person who must know it again. */
  account(principal: Principal): string;
  /** How commands begin in Slack, such as `/quell`. */
  slackCommand: string;
}

export interface AppParts {
  /** Everybody may act as anybody. Without it, pages are for people who signed in. */
  demo: boolean;
  /** `https://quell.example.com`, as people open it; without a slash at its end. */
  origin(): string;
  front: Front;
  desk: ConsoleDesk;
  live: Live;
  log: ConsoleLog;
  signIn?: ConsoleSignIn;
}
