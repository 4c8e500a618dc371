import type { Policy } from '../approval/policy.ts';
import type { ChatOut, Front } from '../command/surface.ts';
import type { DeskParts } from '../desk/parts.ts';
import type { AnyAction, Cloud, CloudEdge } from '../domain/action.ts';
import type { ApprovalRules } from '../domain/approval.ts';
import type { Identity } from '../domain/identity.ts';
import type { Place } from '../domain/incident.ts';
import type { Person, Principal } from '../domain/person.ts';
import type { Needs, Playbook } from '../domain/playbook.ts';
import type { Drill } from '../drill/file.ts';
import type { MessageRecord } from '../edge/postgres/messages.ts';
import type { Log } from '../job/worker.ts';
import type { People } from './people.ts';
import type { SignInParts } from './sign-in.ts';
import type { Watch } from './watch/watch.ts';

/** `chat` talks to people and reads clouds; `worker` changes them. */
export type Role = 'chat' | 'worker';

/** A set of clouds that Quell may act on, and the identities that live there. */
export interface Ground {
  edges: Partial<Record<Cloud, CloudEdge>>;
  identities: ReadonlyMap<string, Identity>;
  /** For a range: ends it, with its attackers. */
  close?(): Promise<void>;
}

/** What a surface may use of the running product. */
export interface SurfacePorts extends MessageRecord {
  front: Front;
  desk: DeskParts;
  changed(listener: (incident: string) => void): () => void;
  /** Rejects with a Fault when the record or the queue does not answer. */
  ready(): Promise<void>;
  signIn: SignInParts;
}

export interface Surfaces {
  outs: ChatOut[];
  close(): Promise<void>;
}

/** All that makes one Quell process what it is: configuration, opened edges, and the surfaces to connect. */
export interface Setup {
  roles: ReadonlySet<Role>;
  databaseUrl: string;
  redisUrl?: string;
  people: readonly Person[];
  personOf(principal: Principal): Person | undefined;
  /** Accounts that were linked, and groups that a chat keeps; it wins over `people`. */
  directory?: People;
  /** Address of the console where people sign in, without a slash at its end. Absent where nobody does. */
  signInAt?(): string;
  /** Asked before everything; its no stands. */
  policy: Policy;
  rules: ApprovalRules;
  actions: ReadonlyMap<string, AnyAction>;
  playbooks: ReadonlyMap<string, Playbook>;
  drills: readonly Drill[];
  protected: readonly string[];
  floors: { contain: Needs[]; release: Needs[]; earlyRelease: Needs[] };
  approveSeconds: number;
  executeSeconds: number;
  live: Ground;
  /** Makes a fresh range and answers with its ground, built from the range's endpoints and keys alone. */
  freshRange(): Promise<Ground>;
  defaultPlace?: Place;
  /** How commands begin in this Slack; `/quell` when left out. */
  slackCommand?: string;
  surfaces(ports: SurfacePorts): Promise<Surfaces>;
  /** Steps that a worker carries out at the same time. */
  concurrency: number;
  /** Steps of one account in hand at the same time, over all workers: clouds throttle by account. */
  perAccount: number;
  /** Ms that work in hand may take when the process is asked to stop; ten seconds when left out. */
  stopMs?: number;
  /** Who looks on, for metrics and traces. */
  watch?: Watch;
  log: Log;
}
