import type { Planted } from './bug.ts';
import { BUGS_IN_CARDS } from './bugs-in-cards.ts';
import { BUGS_IN_RECORD } from './bugs-in-record.ts';
import { BUGS_IN_VOTES } from './bugs-in-votes.ts';
import { BUGS_IN_WORK } from './bugs-in-work.ts';

/** They wait for a time to run out, and begin first. */
const SLOW = new Set(['sweeper-sleeps', 'time-does-not-end']);

const ALL: readonly Planted[] = [...BUGS_IN_VOTES, ...BUGS_IN_WORK, ...BUGS_IN_RECORD, ...BUGS_IN_CARDS];

/** Every planted bug, the slow ones first. Each promise has at least one that only its own judge is asked about. */
export const PLANTED: readonly Planted[] = [
  ...ALL.filter((p) => SLOW.has(p.name)),
  ...ALL.filter((p) => !SLOW.has(p.name)),
];
