import type { Card } from '../../src/domain/card.ts';
import type { Call } from '../../src/range/kernel.ts';

/** A row as `select *` gives it: timestamps are `Date`s, jsonb is parsed, bigints are strings. */
export type Row = Record<string, unknown>;

/** The record's rows of one incident, read after everything has come to rest, each table in a stable order. */
export interface RecordRows {
  incidents: Row[];
  plans: Row[];
  needs: Row[];
  votes: Row[];
  runs: Row[];
  steps: Row[];
  receipts: Row[];
  applied: Row[];
  /** By `seq`. */
  events: Row[];
}

/** What a person really did, from the laboratory and not from Quell. */
export interface Press {
  person: string;
  decision: 'approve' | 'deny' | 'withdraw' | 'break-glass';
  /** The digest of the card that the person had before their eyes. */
  digest: string;
  plan: string;
  /** Ms since the epoch, when it was handed to a chat process. */
  at: number;
  /** Whether the chat process answered. Without an answer the vote may stand or not: it was killed, or cut off. */
  delivered: boolean;
  /** Title and summary of the private answer. */
  answer?: string;
}

/** One message of the chat, and what it showed over time. */
export interface Message {
  /** The keeper's key: `incident:INC-1`, `plan:<id>`, `runbook:INC-1`. */
  key: string;
  versions: { at: number; card: Card }[];
  /**
   * The chat has it and the record does not know it: Quell was killed, or the answer was lost, between the post and the note
   * of it. Slack has no idempotency key, so the card was posted again, and this one stays as it was. Never said of a run in
   * which no fault can have parted the two.
   */
  orphan?: true;
}

export interface InjectedFault {
  kind: string;
  /** Ms since the epoch, when it really happened. */
  at: number;
  detail: string;
}

/**
 * A plain JSON picture of the configuration of the three clouds, keyed by cloud, taken straight from the range's state.
 * Volatile things are left out: ids of requests, last-used times, machines of attackers.
 */
export interface Worlds {
  /** Before the incident was declared. */
  before: unknown;
  /** When the containment's run had ended. */
  contained: unknown;
  /** When everything had come to rest. */
  after: unknown;
}

/** All that one run of the laboratory left behind, for a judge that knows nothing of the engine. */
export interface History {
  run: number;
  seed: number;
  /** `INC-7`. */
  incident: string;
  record: RecordRows;
  /** This run's calls of the slot's range; `who` tells `quell-responder` from `quell-reader` and attackers. */
  calls: Call[];
  worlds: Worlds;
  /** `fully`: every step that changed something was put back by a release that was approved and came to its end. */
  released: 'fully' | 'partly' | 'not';
  presses: Press[];
  chat: Message[];
  faults: InjectedFault[];
}

/** A promise that was broken. */
export interface Violation {
  /** `unapproved`, `lost`, `twice`, `receipt`, `release`, `chain`, `cards`, `late-truth`. */
  promise: string;
  what: string;
}

/** A violation, and where it can be seen again: `npm run chaos -- --seed <seed> --run <run>`. */
export interface Found extends Violation {
  run: number;
  seed: number;
}

/** What the laboratory is asked for. */
export interface Errand {
  runs: number;
  seed: number;
  /** Incidents at the same time. */
  slots: number;
  /** Kinds of faults to inject; all when absent. */
  only?: readonly string[] | undefined;
  /** The first run's number, so that one scenario can be replayed with `runs: 1`. */
  from?: number;
  /**
   * Names a planted bug. Children are started with `QUELL_PLANTED=<name>` in their environment and
   * `--import test/chaos/planted/mutate.ts`, which is handed the name by nothing else.
   */
  mutation?: string;
  /** Changes what `scenario(seed, i)` gave: a planted bug's own votes, faults and people. Must be pure. */
  adapt?: (scenario: import('./scenario.ts').Scenario) => import('./scenario.ts').Scenario;
  /** Ends the laboratory early: true when these violations are enough. Asked after each run. */
  enough?: (found: readonly Found[]) => boolean;
  /** Ends it in order, before its time. */
  signal?: AbortSignal;
  /** Called with all that is known of a run that broke a promise: what it left behind, and the last log lines of its processes. */
  keep?: (run: number, kept: { history: History | undefined; said: readonly string[] }) => void;
  /** Called with one line for people, now and then. */
  tell: (line: string) => void;
}

/** What the laboratory found. */
export interface Outcome {
  runs: number;
  faults: number;
  byKind: Record<string, number>;
  violations: Found[];
  /** Ms from a fault that hit a step in hand until that step's next progress; sorted. */
  recoveries: number[];
}
