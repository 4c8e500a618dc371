import type { History } from '../../history.ts';

/** A true tale, spoilt in one place. */
export interface Spoilt {
  name: string;
  tale: () => History;
  spoil: (history: History) => void;
  /** Other promises that this breaks too; the judge may name them, and no more. */
  also?: string[];
}
