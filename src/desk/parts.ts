import type { Answer, Policy } from '../approval/policy.ts';
import type { ApprovalRecord, DelegationRecord, ReviewRecord, WaitingRecord } from '../approval/record.ts';
import type { StepUps } from '../approval/step-up.ts';
import type { AuditRecord } from '../audit/record.ts';
import type { IncidentRecord } from '../command/record.ts';
import type { ApprovalRules, Vote } from '../domain/approval.ts';
import type { Identity } from '../domain/identity.ts';
import type { Incident, Mode, Place } from '../domain/incident.ts';
import type { Actor, Person, Principal } from '../domain/person.ts';
import type { Plan } from '../domain/plan.ts';
import type { Needs, Playbook } from '../domain/playbook.ts';
import type { Queue } from '../job/queue.ts';
import type { JobRecord } from '../job/record.ts';
import type { PlanRecord } from '../plan/record.ts';
import type { PlanParts } from '../plan/step.ts';
import type { Linking } from './linking.ts';

/** Drills as the desk sees them. */
export interface Drills {
  list(): { name: string; title: string; pattern: string; tz: string; playbook: string }[];
  /**
   * Opens the drill's incident and posts its runbook. Undefined when this process is no worker: a worker was asked, whose
   * range lives as long as the drill.
   */
  start(name: string, by: Actor): Promise<Incident | undefined>;
  /** Ends the range of the drill that was closed, where it lives in this process. */
  end(): Promise<void>;
}

/** Everything that a command may need: the record, what is configured, and reader's eyes on the clouds. No responder credential. */
export interface DeskParts {
  readonly people: readonly Person[];
  /** Everybody, with groups as they are at this moment. @throws Fault `people.unreadable`: old membership decides nothing */
  peopleNow(): Promise<readonly Person[]>;
  /** As `peopleNow`; while a chat cannot be asked, with the groups that quell.yaml names, and marked as `unread`. */
  surePeople(): Promise<readonly Person[]>;
  /** The person behind a surface's own id. */
  personOf(principal: Principal): Person | undefined;
  policy: Policy;
  /** Absent: no fresh sign-in is configured, so what asks for one cannot be approved. */
  stepUp?: StepUps;
  linking?: Linking;
  incidents: IncidentRecord;
  plans: PlanRecord;
  approvals: ApprovalRecord;
  waiting: WaitingRecord;
  delegations: DelegationRecord;
  reviews: ReviewRecord;
  jobs: JobRecord;
  audit: AuditRecord;
  plan: PlanParts;
  queue: Queue;
  playbooks: ReadonlyMap<string, Playbook>;
  /** A drill knows the range's identities, and only those. */
  identities(mode: Mode): ReadonlyMap<string, Identity>;
  floors: { contain: Needs[]; release: Needs[]; earlyRelease: Needs[] };
  rules: ApprovalRules;
  approveSeconds: number;
  executeSeconds: number;
  /** Where an incident goes that was declared outside of a channel. */
  defaultPlace?: Place;
  /** How commands begin in this Slack; `/quell` when left out. */
  slackCommand?: string;
  /** Where the console’s pages are, for links: `https://quell.example.com`. Absent where people cannot reach it. */
  readonly pages?: string | undefined;
  /** Ms since the epoch. The record’s own clock decides; this one only says. */
  now(): number;
  /** True when this delivery was handled before; claims it otherwise. */
  seen(key: string): Promise<boolean>;
  drills: Drills;
}

/** One request: who asks, from where, and the values of the command. */
export interface Ask {
  /** With lent groups, in a decision. */
  person: Person;
  /** Everybody; in a decision, with groups as they are at this moment. */
  people: readonly Person[];
  /** Whose place is taken, by group, where a right was lent. */
  through?: Record<string, string>;
  /** Name of whoever has voted in this person's place. */
  replacedBy?: string;
  /** What the command names, read once. */
  about?: { incident: Incident; plan?: Plan; votes?: readonly Vote[] };
  /** What policy answered. */
  policy?: Answer;
  actor: Actor;
  principal: Principal;
  /** How the person was known, in words, for the record. */
  authenticated: string;
  where?: Place;
  values: Record<string, string>;
}
