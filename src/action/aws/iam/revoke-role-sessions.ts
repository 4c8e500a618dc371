import { z } from 'zod';
import { action, type Change, type Receipt, type Verification } from '../../../domain/action.ts';
import { chainedRoles } from '../chained.ts';
import type { AwsCloud } from '../cloud.ts';
import { accountInput, roleInput } from '../inputs.ts';
import { readRole } from '../role.ts';
import { maySettle, SETTLES_WITHIN_SECONDS } from '../settling.ts';
import { cutoffOf, STAMP_NAME, stampDocument } from '../stamp.ts';
import { readBack, readStamp, STAMP_FIELD, shown, simulateCutoff } from '../stamp-read.ts';

/** The stamp that stood before, if any: put back to the letter. */
type Prior = { arn: string; document: string | null };

export default action<AwsCloud>()({
  id: 'aws.iam.revoke-role-sessions',
  cloud: 'aws',
  kind: 'revoke-sessions',
  title: 'Deny sessions of role {role} issued before now',
  docs:
    'Writes an inline policy on the role that denies everything to sessions issued before the moment of the change, by AWS’s clock. ' +
    'Sessions issued later go on working, so close the door first or run it again afterwards. A later cutoff is never moved back.',
  inputs: z.strictObject({ account: accountInput, role: roleInput }),
  target: 'account',
  example: { account: '111122223333', role: 'ml-train' },
  permissions: {
    read: [
      'iam:GetPolicy',
      'iam:GetPolicyVersion',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListAttachedRolePolicies',
      'iam:ListRolePolicies',
      'iam:SimulatePrincipalPolicy',
      'sts:GetCallerIdentity',
    ],
    write: ['iam:DeleteRolePolicy', 'iam:PutRolePolicy'],
  },
  effect: 'desired-state',
  reversible: 'full',
  notStopped: [
    'New sessions: whoever can still assume the role gets one that works.',
    'Sessions of other roles that were reached from this one.',
    'Long-lived access keys of IAM users, and the root user.',
    'Connections that are already open, and calls that need no permission, such as sts:GetCallerIdentity.',
  ],
  attack: ['T1078.004', 'T1550.001'],
  d3fend: ['D3-ANCI', 'D3-ST'],
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html',
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html',
  ],
  settlesWithinSeconds: SETTLES_WITHIN_SECONDS,

  async plan({ role }, cloud, { signal }) {
    const read = await readRole(cloud, role, signal);
    const document = await readStamp(cloud, role, signal);
    const chained = await chainedRoles(cloud, role, STAMP_NAME, signal);
    return {
      changes: [
        {
          resource: read.arn,
          field: STAMP_FIELD,
          before: shown(document),
          after: 'denies everything to sessions issued before it is applied',
        },
      ],
      prior: { arn: read.arn, document },
      // The stamp itself is left out: a second one may be planned before the first is there.
      basis: { roleId: read.id, maxSessionSeconds: read.maxSessionSeconds, chained },
      residual: chained.map((arn) => ({
        what: `sessions of ${arn} that were reached from ${role}`,
        // Role chaining is limited to an hour by AWS.
        forSeconds: 3600,
        why: 'A chained session is checked against its own role only: revoke that role’s sessions too.',
      })),
      safeReleaseAfterSeconds: read.maxSessionSeconds,
    };
  },

  async apply({ role }, receipt, cloud, { marker, signal }) {
    const now = await cloud.now();
    const present = await readStamp(cloud, role, signal);
    const had = present === null ? undefined : cutoffOf(present);
    // Ours from an attempt before this one: the retry must not deny what was issued since.
    const kept = present !== receipt.prior.document && had !== undefined && had >= new Date(receipt.readAt);
    // One second on: IAM tells issue times in whole seconds and lets a session pass that was issued at the cutoff.
    const wanted = new Date(Math.floor(now.getTime() / 1000) * 1000 + 1000);
    const cutoff = had !== undefined && had > wanted ? had : wanted;
    const document = kept ? present! : stampDocument(marker, cutoff);
    if (!kept) {
      const input = { RoleName: role, PolicyName: STAMP_NAME, PolicyDocument: document };
      await (await cloud.iam()).putRolePolicy(input, { abortSignal: signal });
    }
    const change = {
      resource: receipt.prior.arn,
      field: STAMP_FIELD,
      before: shown(receipt.prior.document),
      after: shown(document),
    };
    return {
      changes: [change],
      at: now.toISOString(),
      written: { document, cutoff: (kept ? had! : cutoff).toISOString() },
    };
  },

  async verify({ role }, receipt, cloud, { signal }): Promise<Verification> {
    const now = await cloud.now();
    const at = now.toISOString();
    const cutoff = cutoffWritten(receipt);
    const present = await readStamp(cloud, role, signal);
    const config = readBack(present, cutoff);
    if (!cutoff) return { state: 'drifted', evidence: [config], at, note: 'The policy was not written yet.' };
    if (!config.ok) {
      const stale = present === receipt.prior.document && maySettle(receipt.applied?.at, now);
      const note = stale ? 'IAM does not show the policy yet.' : `The policy was changed: it ${config.saw}.`;
      return { state: stale ? 'pending' : 'drifted', evidence: [config], at, note };
    }
    const effects = await simulateCutoff(cloud, receipt.prior.arn, cutoff, signal);
    const contained = effects.every((one) => one.ok);
    return {
      state: contained ? 'contained' : 'pending',
      evidence: [config, ...effects],
      at,
      ...(contained ? {} : { note: 'IAM does not enforce the policy yet.' }),
    };
  },

  async planRelease({ role }, receipt, cloud, { signal }) {
    const at = (await cloud.now()).toISOString();
    const present = await readStamp(cloud, role, signal);
    const { changes, kept } = difference(receipt, present);
    return { changes, kept, basis: { present }, at };
  },

  async release({ role }, receipt, cloud, { signal }) {
    const at = (await cloud.now()).toISOString();
    const { changes, kept } = difference(receipt, await readStamp(cloud, role, signal));
    if (changes.length > 0) {
      const iam = await cloud.iam();
      const name = { RoleName: role, PolicyName: STAMP_NAME };
      const { document } = receipt.prior;
      if (document === null) await iam.deleteRolePolicy(name, { abortSignal: signal });
      else await iam.putRolePolicy({ ...name, PolicyDocument: document }, { abortSignal: signal });
    }
    return { changes, kept, at };
  },
});

/** What a release would put back; a stamp that is not the one that this run wrote is left alone. */
function difference(receipt: Receipt<Prior>, present: string | null): { changes: Change[]; kept: Change[] } {
  const { arn, document } = receipt.prior;
  if (present === document) return { changes: [], kept: [] };
  const change = (before: string | null, after: string | null) => ({
    resource: arn,
    field: STAMP_FIELD,
    before,
    after,
  });
  const ours = receipt.applied ? present === receipt.applied.written.document : isUnrecorded(receipt, present);
  if (ours) return { changes: [change(shown(present), shown(document))], kept: [] };
  const wrote = receipt.applied?.written.document;
  return { changes: [], kept: [change(typeof wrote === 'string' ? shown(wrote) : shown(document), shown(present))] };
}

/** Written by an attempt that was cut off before it could say so: a stamp newer than the receipt, in Quell's form. */
function isUnrecorded(receipt: Receipt<Prior>, present: string | null): boolean {
  const cutoff = present === null ? undefined : cutoffOf(present);
  return cutoff !== undefined && cutoff >= new Date(receipt.readAt);
}

function cutoffWritten(receipt: Receipt<Prior>): Date | undefined {
  const cutoff = receipt.applied?.written.cutoff;
  return typeof cutoff === 'string' ? new Date(cutoff) : undefined;
}
