/** Doors of one plan: a small incident, a wide one for many workers, and one large plan. */
export const SMALL = 4;
export const WIDE = 16;
export const LARGE = 32;
/** Steps that follow each other, for the comparison with engines of workflows. */
export const FIVE = 5;
/** Steps of one run, to see how time grows with them. */
export const SIZES = [1, 10, 100, 1000, 10_000] as const;
export type Size = (typeof SIZES)[number];
/** Ends of the names of a plan's doors. */
export const door = (i: number): string => `-${i}`;
