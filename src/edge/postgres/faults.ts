import { Fault } from '../../domain/fault.ts';

/**
 * SQLSTATE classes that pass: connection lost, resources, operator intervention (a restart), serialization, and a prepared
 * statement whose table a newer Quell has just migrated.
 */
const PASSING = /^(08|53|57P|40|0A000)/;

function unreachable(cause: unknown, url: string): Fault {
  const at = new URL(url);
  return new Fault({
    code: 'database.unreachable',
    message: `PostgreSQL at ${at.hostname}:${at.port || 5432} does not answer.`,
    fix: 'Start it, or correct DATABASE_URL; leave DATABASE_URL unset for a PostgreSQL of Quell’s own.',
    retry: 'when-fixed',
    cause,
  });
}

/** Why the record cannot be opened. A server that answers and says no is not one that is away. */
export function notOpened(error: unknown, url: string): Fault {
  if (error instanceof Fault) return error;
  const state = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (state === TOO_MANY) return crowded(error, url);
  if (!/^[0-9A-Z]{5}$/.test(state) || PASSING.test(state)) return unreachable(error, url);
  const at = new URL(url);
  return new Fault({
    code: 'database.refused',
    message: `PostgreSQL at ${at.hostname}:${at.port || 5432} refuses to open the record: ${(error as Error).message}.`,
    fix: 'Correct user, password and database in DATABASE_URL, or create them; the user must own the database.',
    retry: 'when-fixed',
    cause: error,
  });
}

/** SQLSTATE of a server all of whose connections are taken. */
const TOO_MANY = '53300';

function crowded(cause: unknown, url: string): Fault {
  const at = new URL(url);
  return new Fault({
    code: 'database.crowded',
    message: `PostgreSQL at ${at.hostname}:${at.port || 5432} has no free connection left.`,
    fix: 'Raise its max_connections (a Quell process takes up to 21), or run fewer processes on it.',
    retry: 'later',
    cause,
  });
}

/** SQLSTATE of a lock that somebody else holds, and of two who wait for each other. */
const CONTENDED = /^(55P03|40P01)/;

function contended(cause: unknown): Fault {
  return new Fault({
    code: 'database.contended',
    message: 'Somebody else holds what this needs of the record, for longer than usual.',
    fix: 'Try again in a moment.',
    retry: 'later',
    cause,
  });
}

/** Every connection of this process is taken, and none came back in time. */
function busy(cause: unknown): Fault {
  return new Fault({
    code: 'database.busy',
    message: 'Quell is busy: all its connections to PostgreSQL are in use.',
    fix: 'Try again in a moment.',
    retry: 'later',
    cause,
  });
}

/**
 * A server that goes away in the middle of a statement is a passing fault; everything else is a bug of ours.
 * @param full every connection of this process is taken
 */
export function classify(error: unknown, url: string, full: boolean): unknown {
  if (error instanceof Fault || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (full && error.message.includes('timeout exceeded when trying to connect')) return busy(error);
  if (CONTENDED.test(code)) return contended(error);
  const cut =
    /^E[A-Z]+$/.test(code) ||
    /terminated|timeout exceeded when trying to connect|not queryable|Query read timeout/i.test(error.message);
  if (!cut && !PASSING.test(code)) return error;
  const fault = unreachable(error, url);
  return new Fault({ code: fault.code, message: fault.message, fix: fault.fix, retry: 'later', cause: error });
}

/** A step forward that the server refuses. One that was only cut off is told as a server that does not answer. */
export function notMigrated(cause: unknown, id: number): unknown {
  const state = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (!/^[0-9A-Z]{5}$/.test(state) || PASSING.test(state)) return cause;
  return new Fault({
    code: 'database.migration',
    message: `The schema could not be brought to ${id}, and is as it was: ${(cause as Error).message}.`,
    fix: 'Mend what PostgreSQL says and start again; processes of the release before go on meanwhile.',
    retry: 'when-fixed',
    cause,
  });
}
