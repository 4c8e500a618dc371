/** Ids, words and numbers of Quell's own; never a secret, a body or a query string. */
export type Attributes = Record<string, string | number | boolean>;

/**
 * Spans, from a click to the calls that it causes. A plan's trace needs no stored state: its id is the first half of the
 * plan's digest, and the span at its root has the next 16 digits, so that every process finds the same one.
 */
export interface Traces {
  /** Runs `work` in a span below the present one; what it rejects with is the span's outcome. */
  run<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T>;
  /** Adds to the present span, if there is one. */
  note(attributes: Attributes): void;
  /** Puts what goes on now into the trace of this plan: before anything else was written of it. */
  belongsTo(digest: string): void;
  /** Nothing came of what goes on now: no span is written of it. */
  drop(): void;
  /** Writes the root of a plan's trace, linked with what goes on now. @param sinceMs when freezing began, as `now` counts */
  frozen(digest: string, sinceMs: number, attributes: Attributes): void;
  /** Ms since the epoch. */
  now(): number;
  /** Sends what is left, within some seconds. */
  close(): Promise<void>;
}
