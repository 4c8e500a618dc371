import type { Access, AnyAction, Cloud, OpenCloud } from '../domain/action.ts';
import type { Mode } from '../domain/incident.ts';
import type { PlannedStep } from '../domain/plan.ts';
import type { Queue } from './queue.ts';
import type { JobRecord } from './record.ts';

export interface Log {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}

/** What a worker is made of. It holds responder credentials; the process that talks to chats does not. */
export interface WorkerParts {
  record: JobRecord;
  queue: Queue;
  actions: ReadonlyMap<string, AnyAction>;
  /** Drills get edges that were built from the range alone. */
  open(mode: Mode, cloud: Cloud, target: string, access: Access): Promise<OpenCloud>;
  /** Why this step may never be carried out, if so: it touches a protected principal. */
  protects(step: PlannedStep): string | undefined;
  /** Names this process in leases. */
  owner: string;
  log: Log;
}

/**
 * Seconds. The lease is renewed at a third of its length. The step of a worker that is gone is taken over at once, or, when
 * a change may be under way, when its lease runs out.
 */
export const LEASE = 12;
/** Seconds of lease that must be left when a change begins. */
export const LEASE_LEFT = 4;
/** Seconds until a change is cut off and tried again. */
export const APPLY_LIMIT = 120;
/** Tries of a change that fails for passing reasons, before a person is asked. */
export const TRIES = 8;

/** Milliseconds until the next look at something that settles: quick at first, then every 15 s. */
export function lookAgainAfter(attempt: number): number {
  return Math.min(15_000, Math.round(200 * 1.5 ** Math.min(attempt, 20)));
}

/** Milliseconds until the next try after a passing fault. */
export function tryAgainAfter(attempt: number): number {
  return Math.min(30_000, 500 * 2 ** Math.min(attempt, 10));
}
