import { CHAIN } from './schema/chain.ts';
import { GATE } from './schema/gate.ts';
import { LEASES } from './schema/leases.ts';
import { RECORD } from './schema/record.ts';
import { RECORD_2 } from './schema/record-2.ts';
import { RECORD_3 } from './schema/record-3.ts';
import { RESULTS } from './schema/results.ts';
import { PASSKEYS, SIGN_IN } from './schema/sign-in.ts';
import { VOTES } from './schema/votes.ts';

/** Tables and what they hold, as steps forward; a step that was released is never edited. */
export const MIGRATIONS: readonly { id: number; sql: string }[] = [
  { id: 1, sql: RECORD },
  // One statement for each thing that a step needs of the record, where there were four transactions of several.
  { id: 2, sql: RECORD_2 },
  // Approvals that an auditor would sign.
  { id: 3, sql: RECORD_3 + SIGN_IN },
];

/**
 * What the record does. Made anew after the last step forward, so that each function stands in the source once. One that
 * changed wants a step forward too, if only an empty one; one whose arguments changed is dropped there first.
 */
export const FUNCTIONS = CHAIN + GATE + LEASES + RESULTS + VOTES + PASSKEYS;
