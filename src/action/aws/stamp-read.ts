import type { Evidence } from '../../domain/action.ts';
import { Fault } from '../../domain/fault.ts';
import type { AwsCloud } from './cloud.ts';
import { decoded, unreadable } from './role.ts';
import { cutoffOf, STAMP_NAME } from './stamp.ts';

/** Listing one's buckets needs no resource: every role can be asked about it. */
const PROBE = 's3:ListAllMyBuckets';
export const STAMP_FIELD = `inline policy ${STAMP_NAME}`;

/** The present text of Quell's stamp, or null. */
export async function readStamp(cloud: AwsCloud, role: string, signal: AbortSignal): Promise<string | null> {
  try {
    const name = { RoleName: role, PolicyName: STAMP_NAME };
    const { PolicyDocument } = await (await cloud.iam()).getRolePolicy(name, { abortSignal: signal });
    if (!PolicyDocument) throw unreadable('GetRolePolicy');
    return decoded(PolicyDocument, 'GetRolePolicy');
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'aws.not-found') return null;
    throw thrown;
  }
}

/** What a text under the stamp's name says, as a person reads it; null where there is none. */
export function shown(document: string | null): string | null {
  if (document === null) return null;
  const cutoff = cutoffOf(document);
  return cutoff ? `denies everything to sessions issued before ${cutoff.toISOString()}` : 'says something else';
}

/** A later cutoff than ours, whoever wrote it, denies all that ours does. */
export function readBack(present: string | null, cutoff: Date | undefined): Evidence {
  const found = present === null ? undefined : cutoffOf(present);
  const saw = shown(present) ?? 'is not there';
  const ok = cutoff !== undefined && found !== undefined && found >= cutoff;
  return { kind: 'config', asked: `read ${STAMP_FIELD}`, saw, ok };
}

/** Asks IAM's simulator about a session of either side of the cutoff. */
export async function simulateCutoff(
  cloud: AwsCloud,
  arn: string,
  cutoff: Date,
  signal: AbortSignal,
): Promise<Evidence[]> {
  const at = async (time: Date) => {
    const { EvaluationResults } = await (await cloud.iam()).simulatePrincipalPolicy(
      {
        PolicySourceArn: arn,
        ActionNames: [PROBE],
        ContextEntries: [
          { ContextKeyName: 'aws:TokenIssueTime', ContextKeyType: 'date', ContextKeyValues: [time.toISOString()] },
        ],
      },
      { abortSignal: signal },
    );
    const decision = EvaluationResults?.[0]?.EvalDecision;
    if (!decision) throw unreadable('SimulatePrincipalPolicy');
    return decision;
  };
  const before = await at(new Date(cutoff.getTime() - 1000));
  const after = await at(new Date(cutoff.getTime() + 1000));
  const simulated = (when: string) => `simulate ${PROBE} with a session issued 1 s ${when} the cutoff`;
  return [
    { kind: 'effect', asked: simulated('before'), saw: before, ok: before === 'explicitDeny' },
    // Told, not judged: whatever holds for newer sessions is none of this stamp's doing.
    { kind: 'effect', asked: simulated('after'), saw: after, ok: true },
  ];
}
