import type { History } from '../history.ts';

/**
 * Ms by which two times of this machine may seem to be the wrong way round. The record, the range and the laboratory
 * read one clock (a jump is shown to Quell's processes alone), and each of them cuts it to milliseconds.
 */
export const CLOCK_MS = 5;

/** Ms in which calls that were in flight beside one that failed still arrive: an action may make several at once. */
export const IN_FLIGHT_MS = 2000;

/**
 * Faults by which a call that was already made can arrive after everybody has given it up. No engine can call it back;
 * that it does no harm is seen in the worlds.
 */
const HOLDS_BACK = new Set(['stop', 'connection-delayed', 'half-open', 'bytes-duplicated']);

/** Was something held back between these two times? */
export function heldBack(history: History, from: number, to: number): boolean {
  return history.faults.some((f) => HOLDS_BACK.has(f.kind) && f.at >= from - IN_FLIGHT_MS && f.at <= to);
}

/** Faults by which a process can stand still, or be gone, between what it wrote and its commit. */
const INTERRUPTS = new Set([...HOLDS_BACK, 'kill', 'connection-cut', 'record-restarted']);

/**
 * Ms that a denial may take from its event to its commit: the statement of an intent that began in between could not see
 * it. Short, unless something kept the process from committing.
 */
export function commitMs(history: History): number {
  return history.faults.some((f) => INTERRUPTS.has(f.kind)) ? 30_000 : 250;
}
