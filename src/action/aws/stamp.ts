import type { JsonObject } from '../../domain/json.ts';

/** Inline policy that denies a role's older sessions. Quell has a name of its own and leaves AWS's stamp alone. */
export const STAMP_NAME = 'QuellRevokeOlderSessions';
/** What the AWS console writes for the same purpose. */
export const AWS_STAMP_NAME = 'AWSRevokeOlderSessions';

/**
 * A Deny for every session that was issued before the cutoff. IAM compares strictly (a session issued at the cutoff
 * passes), so the cutoff lies a second after the moment that it is to cover.
 */
export function stampDocument(marker: string, cutoff: Date): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: marker,
        Effect: 'Deny',
        Action: ['*'],
        Resource: ['*'],
        Condition: { DateLessThan: { 'aws:TokenIssueTime': cutoff.toISOString() } },
      },
    ],
  });
}

/**
 * The instant before which a document denies everything to a session, whoever wrote it: Quell, the AWS console or a
 * hand. Undefined when it is no such document.
 */
export function cutoffOf(document: string): Date | undefined {
  const cutoffs = statementsOf(document)
    .filter((one) => one.Effect === 'Deny' && covers(one.Action) && covers(one.Resource))
    .map((one) => issueTime(one.Condition))
    .filter((time) => time !== undefined);
  return cutoffs.length === 0 ? undefined : new Date(Math.max(...cutoffs));
}

/** Statement ids of a document, so that ownership can be told. */
export function sidsOf(document: string): string[] {
  return statementsOf(document).flatMap((one) => (typeof one.Sid === 'string' ? [one.Sid] : []));
}

function statementsOf(document: string): JsonObject[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    return [];
  }
  const statements = (parsed as JsonObject | null)?.Statement;
  const list = Array.isArray(statements) ? statements : [statements];
  return list.filter((one): one is JsonObject => typeof one === 'object' && one !== null && !Array.isArray(one));
}

function covers(value: unknown): boolean {
  return value === '*' || (Array.isArray(value) && value.includes('*'));
}

function issueTime(condition: unknown): number | undefined {
  if (typeof condition !== 'object' || condition === null || Object.keys(condition).length !== 1) return undefined;
  const keys = (condition as JsonObject).DateLessThan;
  if (typeof keys !== 'object' || keys === null || Object.keys(keys).length !== 1) return undefined;
  const time = Date.parse(String((keys as JsonObject)['aws:TokenIssueTime']));
  return Number.isNaN(time) ? undefined : time;
}
