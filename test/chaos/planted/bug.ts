import type { Scenario } from '../scenario.ts';

/** One change of text in one file of the product. */
export interface Edit {
  /** From the root of the repository. */
  file: string;
  /** Must occur exactly once in today's source. */
  find: string;
  replace: string;
}

/** A mistake as real engines have made it, and the promise that it breaks. */
export interface Planted {
  name: string;
  /** The judge must name this promise, or one of `or`. */
  promise: string;
  or?: string[];
  /** What the mistake is, for people. */
  what: string;
  /** One edit; several where guards stand one behind the other, and the mistake shows only when all of them are gone. */
  edits: Edit[];
  /** Makes the run that shows it quickest, out of a quiet approved one. */
  scene?: (scenario: Scenario) => Scenario;
  /** Ms after which a run that the bug has stopped is given up; a minute and a quarter when absent. */
  limitMs?: number;
}
