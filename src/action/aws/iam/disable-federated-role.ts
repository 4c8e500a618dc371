import { z } from 'zod';
import { action, type Change, type Evidence, type Receipt, type Verification } from '../../../domain/action.ts';
import { Fault } from '../../../domain/fault.ts';
import type { AwsCloud } from '../cloud.ts';
import { accountInput, roleInput } from '../inputs.ts';
import { type RoleRead, readRole } from '../role.ts';
import { maySettle, SETTLES_WITHIN_SECONDS } from '../settling.ts';
import { apartFromQuell, bears, isShut, reopen, shut } from '../trust.ts';

/** The trust policy as it was, to the letter, and ids of deleted principals in it that cannot be written back. */
type Prior = { arn: string; trust: string };

const FIELD = 'trust policy';
const DENIES = 'denies every way to assume the role';

export default action<AwsCloud>()({
  id: 'aws.iam.disable-federated-role',
  cloud: 'aws',
  kind: 'disable-federation',
  title: 'Shut the door of role {role}: nobody gets a new session',
  docs:
    'Adds one Deny statement to the role’s trust policy, for everybody and for every way to assume it: web identity, SAML and AssumeRole. ' +
    'Verification reads it back and has Quell try AssumeRole, which the token service must refuse because of the trust policy; ' +
    'that shows that the statement is enforced, and the same statement names the federated ways, which Quell has no token to try. ' +
    'Services of AWS that run as this role get no new sessions either.',
  inputs: z.strictObject({ account: accountInput, role: roleInput }),
  target: 'account',
  example: { account: '111122223333', role: 'ml-train' },
  permissions: { read: ['iam:GetRole', 'sts:GetCallerIdentity'], write: ['iam:UpdateAssumeRolePolicy'] },
  probes: ['sts:AssumeRole'],
  effect: 'desired-state',
  reversible: 'full',
  notStopped: [
    'Sessions that were issued before: they live until they end, or until they are revoked.',
    'Other roles that trust the same identity provider.',
  ],
  attack: ['T1078.004', 'T1199', 'T1550.001'],
  d3fend: ['D3-AL', 'D3-UAP'],
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
  ],
  settlesWithinSeconds: SETTLES_WITHIN_SECONDS,

  async plan({ role }, cloud, { marker, signal }) {
    const read = await readRole(cloud, role, signal);
    const { orphans } = shut(read.trust, marker);
    const shutAlready = isShut(read.trust, marker);
    return {
      changes: [
        change(read.arn, shutAlready ? DENIES : 'as written', DENIES),
        ...orphans.map((id) => change(read.arn, `names ${id}, which was deleted`, 'does not name it')),
      ],
      prior: { arn: read.arn, trust: read.trust },
      basis: { roleId: read.id, trust: apartFromQuell(read.trust) },
      residual: [
        {
          what: `sessions of ${role} that were issued before`,
          forSeconds: read.maxSessionSeconds,
          why: 'A trust policy is asked only when a session is issued: revoke the role’s sessions to end them sooner.',
        },
      ],
      // Opening the door again revives no session.
      safeReleaseAfterSeconds: 0,
    };
  },

  async apply({ role }, receipt, cloud, { marker, signal }) {
    const before = await readRole(cloud, role, signal);
    const changed = change(receipt.prior.arn, 'as written', DENIES);
    if (!isShut(before.trust, marker)) {
      const { document } = shut(before.trust, marker);
      await write(cloud, role, document, signal);
      const after = await readRole(cloud, role, signal);
      // IAM has no version to compare with. The old text is a copy that lags; a third text is somebody else's.
      if (after.trust !== before.trust && !isShut(after.trust, marker)) throw collided(role);
    }
    return { changes: [changed], at: (await cloud.now()).toISOString(), written: { sid: marker } };
  },

  async verify({ role }, receipt, cloud, { marker, signal }): Promise<Verification> {
    const read = await readRole(cloud, role, signal);
    const now = await cloud.now();
    const at = now.toISOString();
    const ok = isShut(read.trust, marker);
    const saw = ok ? DENIES : bears(read.trust, marker) ? 'the statement was changed' : 'the statement is not there';
    const config: Evidence = { kind: 'config', asked: `read the ${FIELD}`, saw, ok };
    // Tried also when the statement is missing: that shows who holds the door.
    const effect = await tryDoor(read, cloud, signal);
    const evidence = [config, effect];
    if (ok && effect.ok) return { state: 'contained', evidence, at };
    if (ok) return { state: 'pending', evidence, at, note: 'The token service does not enforce the statement yet.' };
    const stale = read.trust === receipt.prior.trust && maySettle(receipt.applied?.at, now);
    const note = stale ? 'IAM does not show the statement yet.' : `The trust policy was changed: ${saw}.`;
    return { state: stale ? 'pending' : 'drifted', evidence, at, note };
  },

  async planRelease({ role }, receipt, cloud, { marker, signal }) {
    const read = await readRole(cloud, role, signal);
    const { changes, kept } = difference(receipt, read, marker);
    return { changes, kept, basis: { trust: read.trust }, at: (await cloud.now()).toISOString() };
  },

  async release({ role }, receipt, cloud, { marker, signal }) {
    const read = await readRole(cloud, role, signal);
    const { changes, kept, document } = difference(receipt, read, marker);
    if (changes.length > 0) await write(cloud, role, document, signal);
    return { changes, kept, at: (await cloud.now()).toISOString() };
  },
});

const change = (resource: string, before: string, after: string): Change => ({ resource, field: FIELD, before, after });

async function write(cloud: AwsCloud, role: string, document: string, signal: AbortSignal): Promise<void> {
  const iam = await cloud.iam();
  await iam.updateAssumeRolePolicy({ RoleName: role, PolicyDocument: document }, { abortSignal: signal });
}

/**
 * Tries to assume the role, hoping to be refused. AWS's policy simulator ignores trust policies, and Quell holds no
 * token of the federation, so this is the one effect there is to see: the token service names the policy that refused.
 */
async function tryDoor({ arn, name }: RoleRead, cloud: AwsCloud, signal: AbortSignal): Promise<Evidence> {
  const asked = `assume ${name} as Quell, which holds no right to it`;
  const sts = await cloud.sts();
  try {
    await sts.assumeRole({ RoleArn: arn, RoleSessionName: 'quell-probe' }, { abortSignal: signal });
    return { kind: 'effect', asked, saw: 'a session was issued', ok: false };
  } catch (thrown) {
    if (!(thrown instanceof Fault) || thrown.code !== 'aws.denied') throw thrown;
    const ok = /explicit deny in (?:the|a) (?:role trust|resource-based) policy/.test(thrown.message);
    const saw = ok ? 'refused by the trust policy’s explicit deny' : 'refused, but not by the trust policy’s deny';
    return { kind: 'effect', asked, saw, ok };
  }
}

function difference(receipt: Receipt<Prior>, read: RoleRead, marker: string) {
  const { arn, trust } = receipt.prior;
  const { document, exact } = reopen(read.trust, trust, marker);
  // A statement that stood before this run, under the same mark, is not this run's to take away.
  const ours = bears(read.trust, marker) && !bears(trust, marker);
  const changes = ours ? [change(arn, DENIES, exact ? 'as it was' : 'as somebody else left it')] : [];
  const untouched = bears(trust, marker) ? read.trust === trust : exact;
  const kept = untouched ? [] : [change(arn, 'as it was before the incident', 'changed by somebody else since')];
  return { changes, kept, document };
}

function collided(role: string): Fault {
  return new Fault({
    code: 'aws.conflict',
    message: `Somebody else changed the trust policy of ${role} at the same moment.`,
    fix: 'Quell looks again by itself; if it stays, find out who else is changing the role.',
    retry: 'later',
  });
}
