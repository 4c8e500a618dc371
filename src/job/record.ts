import type { Applied, Receipt, Verification } from '../domain/action.ts';
import type { NewEvent } from '../domain/event.ts';
import type { FaultRecord } from '../domain/fault.ts';
import type { Mode } from '../domain/incident.ts';
import type { Plan, PlannedStep } from '../domain/plan.ts';
import type { Run, Step } from '../domain/run.ts';
import type { Wake } from './queue.ts';

/** A step under lease, with everything that the worker needs to carry it out. */
export interface Claim {
  run: string;
  /** As it was when it was taken: `dueAt` is since when it waited. */
  step: Step;
  planned: PlannedStep;
  plan: Pick<Plan, 'id' | 'digest' | 'body'>;
  mode: Mode;
  /** The provider's own bound for settling has passed: this look at it is the last. */
  giveUp: boolean;
  /** Names the lease; no other one ever has the same name. */
  lease: string;
  /** When it was taken, by the record's clock. */
  at: string;
  /** For a release: the receipt of the step that it puts back. */
  source?: Receipt;
}

/** Says which attempt speaks. A result is refused unless the step is still under this very lease. */
export interface Fence {
  run: string;
  step: string;
  lease: string;
}

export type StepEnd =
  | { state: 'failed' | 'changed' | 'in-doubt' | 'expired' | 'cancelled'; fault: FaultRecord }
  | { state: 'verified'; verification: Verification };

/** What a finished step made due, and whether its result still counted. */
export interface Progress {
  /** False: another worker has the step now; nothing was written. */
  counted: boolean;
  due: Wake[];
}

/** Steps in the record. Each call is one transaction together with its events. */
export interface JobRecord {
  /** Takes a step that is due, or whose lease has run out. Undefined when there is nothing to do. */
  claim(run: string, step: string, owner: string, leaseSeconds: number): Promise<Claim | undefined>;
  renew(fence: Fence, leaseSeconds: number): Promise<boolean>;
  /**
   * Writes the receipt, once, and the intent to act: refused by the statement itself unless valid votes for this digest
   * stand in the record, the lease outlasts the call, and nobody else has the step. There is no other road to a change.
   * @returns the receipt that stands (the first one written), or why not.
   */
  intend(
    fence: Fence,
    receipt: Receipt,
    callSeconds: number,
    event: NewEvent,
  ): Promise<{ receipt: Receipt } | { refused: string }>;
  applied(fence: Fence, applied: Applied, settleSeconds: number, event: NewEvent): Promise<Progress>;
  /** Not settled yet, or worth another try: let go and look again after `afterMs`. */
  later(
    fence: Fence,
    afterMs: number,
    why: { fault?: FaultRecord; verification?: Verification },
    stream: string,
    event?: NewEvent,
  ): Promise<Progress>;
  end(fence: Fence, end: StepEnd, event: NewEvent): Promise<Progress>;
  /** Ends the steps that still waited for their turn when their plan's time was over; one event a run. */
  expire(event: (plan: Plan) => NewEvent): Promise<void>;
  /**
   * Work that has been due for so long and is not claimed: what a wiped queue has forgotten. What was given is not given
   * again for a while.
   */
  due(limit: number, o?: { afterSeconds: number; againSeconds: number }): Promise<Wake[]>;
  runOf(plan: string): Promise<Run>;
  runsOf(incident: string): Promise<Run[]>;
  /** A person's decision: failed steps become due again, under the approval that stands. */
  retry(plan: string, steps: string[], event: NewEvent): Promise<Wake[]>;
  /** A person's decision about a step in doubt. */
  settle(plan: string, step: string, as: 'done' | 'again' | 'skip', event: NewEvent): Promise<Wake[]>;
}
