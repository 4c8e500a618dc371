/** How long Quell waits for others, in ms; tests wait less. */
export interface Waits {
  /** For the connector's answer to one call. */
  callMs: number;
  /** For the first list of a channel's people, before a card goes out without it. */
  rosterMs: number;
  /** Until that list is read anew. */
  renewMs: number;
  /** For ourselves while Teams waits for the answer to a press; it gives up after some seconds. */
  answerMs: number;
}

export const WAITS: Waits = { callMs: 10_000, rosterMs: 2000, renewMs: 600_000, answerMs: 2500 };
