import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { Fault } from '../../domain/fault.ts';
import { unreadable } from './role.ts';

/** Every way into a role by the token service, and what goes along with it. */
const DOORS = [
  'sts:AssumeRole',
  'sts:AssumeRoleWithWebIdentity',
  'sts:AssumeRoleWithSAML',
  'sts:TagSession',
  'sts:SetSourceIdentity',
];

interface Statement {
  Sid?: string;
  Effect?: string;
  Principal?: unknown;
  NotPrincipal?: unknown;
  [more: string]: unknown;
}

interface Trust {
  Statement: Statement[];
  [more: string]: unknown;
}

const Read = z.looseObject({
  Statement: z
    .union([z.array(z.looseObject({ Sid: z.string().optional() })), z.looseObject({ Sid: z.string().optional() })])
    .optional(),
});

/**
 * Reads a trust policy; a single statement counts as a list of one.
 *
 * @throws Fault `aws.garbage` for a text that is none.
 */
function read(document: string): Trust {
  const parsed = Read.safeParse(json(document));
  if (!parsed.success) throw unreadable('GetRole');
  const { Statement = [] } = parsed.data;
  return { ...parsed.data, Statement: [Statement].flat() as Statement[] };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The statement that shuts the role for everybody, under Quell's mark. */
const denial = (marker: string): Statement => ({ Sid: marker, Effect: 'Deny', Principal: '*', Action: DOORS });

/** Is exactly our statement in it? A changed one is not. */
export function isShut(document: string, marker: string): boolean {
  return read(document).Statement.some((one) => isDeepStrictEqual(one, denial(marker)));
}

export function bears(document: string, marker: string): boolean {
  return read(document).Statement.some((one) => one.Sid === marker);
}

/**
 * Adds the denial. Ids of principals that were deleted (`AROA…`, `AIDA…`) are left out, because IAM shows them and does
 * not take them back; what they granted is dead already.
 */
export function shut(document: string, marker: string): { document: string; orphans: string[] } {
  const trust = read(document);
  const { statements, orphans } = withoutOrphans(trust.Statement.filter((one) => one.Sid !== marker));
  return { document: JSON.stringify({ ...trust, Statement: [...statements, denial(marker)] }), orphans };
}

/**
 * The policy without our statement: to the letter as it was, when nothing else in it changed since.
 *
 * @returns `exact`: nobody else changed anything.
 */
export function reopen(document: string, prior: string, marker: string): { document: string; exact: boolean } {
  const now = read(document);
  const { statements: was, orphans } = withoutOrphans(read(prior).Statement);
  const rest = now.Statement.filter((one) => one.Sid !== marker);
  const exact = isDeepStrictEqual(rest, was);
  if (exact && orphans.length === 0) return { document: prior, exact };
  return { document: JSON.stringify({ ...now, Statement: rest }), exact };
}

/**
 * What the policy says apart from any denial of Quell's, and from what Quell leaves out when it writes: the part that an
 * approval stands on, the same before and after.
 */
export function apartFromQuell(document: string): string {
  const trust = read(document);
  const rest = trust.Statement.filter((one) => !isDeepStrictEqual(one, denial(one.Sid ?? '')));
  return JSON.stringify({ ...trust, Statement: withoutOrphans(rest).statements });
}

function withoutOrphans(statements: Statement[]): { statements: Statement[]; orphans: string[] } {
  const orphans: string[] = [];
  const kept = statements.flatMap((statement) => {
    if (namesOf(statement.NotPrincipal).some(isOrphan)) throw cannotStrip();
    const names = namesOf(statement.Principal);
    const dead = names.filter(isOrphan);
    if (dead.length === 0) return [statement];
    orphans.push(...dead);
    return withoutNames(statement, dead);
  });
  return { statements: kept, orphans };
}

/** The statement with its living principals; nothing when none is left. */
function withoutNames(statement: Statement, dead: string[]): Statement[] {
  const { AWS, ...others } = statement.Principal as { AWS: string | string[] };
  const alive = [AWS].flat().filter((name) => !dead.includes(name));
  const Principal = alive.length > 0 ? { ...others, AWS: alive } : others;
  return Object.keys(Principal).length > 0 ? [{ ...statement, Principal }] : [];
}

function namesOf(principal: unknown): string[] {
  if (typeof principal !== 'object' || principal === null) return [];
  const { AWS = [] } = principal as { AWS?: string | string[] };
  return [AWS].flat().map(String);
}

function isOrphan(name: string): boolean {
  return /^A(?:RO|ID)A[A-Z0-9]+$/.test(name);
}

function cannotStrip(): Fault {
  return new Fault({
    code: 'aws.invalid',
    message: 'The trust policy exempts a deleted principal with NotPrincipal, and IAM takes no such policy back.',
    fix: 'Remove that principal from the trust policy by hand, then plan again.',
  });
}
