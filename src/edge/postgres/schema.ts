import { LEASES } from './schema/leases.ts';
import { RECORD } from './schema/record.ts';
import { RESULTS } from './schema/results.ts';
import { VOTES } from './schema/votes.ts';

/** The record's schema, as steps forward; a step that was released is never edited. */
export const MIGRATIONS: readonly { id: number; sql: string }[] = [
  { id: 1, sql: RECORD },
  // One statement for each thing that a step needs of the record, where there were four transactions of several.
  { id: 2, sql: LEASES + RESULTS + VOTES },
];
