import { z } from 'zod';
import { action, type Change, type Evidence, type Verification } from '../../../domain/action.ts';
import type { Gcp } from '../cloud.ts';
import { canaryEvidence, holdsCanary, troubleshoot } from '../deny-evidence.ts';
import { DENIED, type Found, find, isSame, parentOf, put, remove, type Wanted, wanted } from '../deny-policy.ts';
import { refuseOwnIdentity } from '../own-identity.ts';
import { denyForm, PRINCIPAL, troubleshootable } from '../principal.ts';

const inputs = z.strictObject({
  project: z.string().describe('Project id in which the principal is denied.'),
  principal: z
    .string()
    .regex(PRINCIPAL, 'must be serviceAccount:…, user:…, group:… or a principal:// identifier')
    .describe(
      'Who is denied: `serviceAccount:a@b`, `user:a@b`, `group:a@b`, or an identifier such as ' +
        '`principal://iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/pool/subject/s`.',
    ),
});

/** The policy is kept with the receipt: a release compares with what was meant then, not with what would be meant now. */
type Prior = { policy: Wanted; holdsCanary: boolean };

/** Google: typically 2 minutes, potentially 7 or longer. Counts only where there is no effect to look at. */
const PROPAGATION_SECONDS = 420;

export default action<Gcp>()<typeof inputs, Prior>({
  id: 'gcp.iam.deny-principal',
  cloud: 'gcp',
  kind: 'revoke-sessions',
  title: 'Deny {principal} in {project}',
  docs:
    'Attaches an IAM deny policy to the project. It takes a fixed list of permissions from one principal, whatever ' +
    'roles it has and however old its sessions are: acting as other accounts, minting credentials, starting GPU work, ' +
    'and reaching data and secrets. The break-glass people and Quell are exempt. A second rule takes one idle ' +
    'permission from Quell itself, so that Quell can see when the policy is enforced. A release deletes the policy.',
  inputs,
  target: 'project',
  example: { project: 'ml-prod', principal: 'serviceAccount:ml-train@ml-prod.iam.gserviceaccount.com' },
  permissions: {
    read: [
      'compute.acceleratorTypes.list',
      'iam.denypolicies.get',
      'resourcemanager.projects.get',
      'resourcemanager.projects.getIamPolicy',
    ],
    write: ['iam.denypolicies.create', 'iam.denypolicies.delete', 'iam.operations.get'],
  },
  effect: 'desired-state',
  reversible: 'full',
  notStopped: [
    `Permissions outside the list of ${DENIED.length} stay as the roles of the principal grant them.`,
    'Access outside this project stays, because the policy is attached to the project alone.',
    'Machines and jobs that already run go on, and so do requests that are already being served.',
    'The principal can still obtain tokens of its own; they are of no use for the denied permissions.',
  ],
  attack: ['T1078.004', 'T1496', 'T1550.001'],
  d3fend: ['D3-UAP'],
  sources: [
    'https://docs.cloud.google.com/iam/docs/deny-overview',
    'https://docs.cloud.google.com/iam/docs/deny-permissions-support',
    'https://docs.cloud.google.com/iam/docs/access-change-propagation',
  ],
  settlesWithinSeconds: 600,

  async plan(inputs, cloud, ctx) {
    refuseOwnIdentity(cloud, inputs.principal);
    const policy = wanted(inputs.principal, cloud, ctx.marker);
    const client = await cloud.policies(ctx.signal);
    const found = await find(client, inputs.project, policy.id);
    return {
      changes: found && isSame(found, policy) ? [] : [change(inputs.project, found, policy)],
      prior: { policy, holdsCanary: await holdsCanary(cloud, ctx.signal) },
      basis: { principal: denyForm(inputs.principal), exempt: policy.rules[0]?.exceptionPrincipals ?? [] },
      residual: [
        {
          what: `access of ${inputs.principal} outside ${inputs.project}, and permissions outside the list`,
          forSeconds: null,
          why: 'A deny policy holds where it is attached, for what it lists.',
        },
      ],
      safeReleaseAfterSeconds: 3600,
    };
  },

  async apply(inputs, receipt, cloud, ctx) {
    refuseOwnIdentity(cloud, inputs.principal);
    const { policy } = receipt.prior;
    await put(await cloud.policies(ctx.signal), inputs.project, policy);
    return {
      changes: [change(inputs.project, undefined, policy)],
      at: (await cloud.now()).toISOString(),
      written: { policy: policy.id },
    };
  },

  async verify(inputs, receipt, cloud, ctx) {
    const { policy } = receipt.prior;
    const found = await find(await cloud.policies(ctx.signal), inputs.project, policy.id);
    const config: Evidence = {
      kind: 'config',
      asked: `read the deny policy ${policy.id} back`,
      saw: !found ? 'not there' : isSame(found, policy) ? 'as written' : 'changed',
      ok: found !== undefined && isSame(found, policy),
    };
    const email = troubleshootable(inputs.principal);
    const resource = `//cloudresourcemanager.googleapis.com/projects/${inputs.project}`;
    const question = { permission: 'compute.instances.create', resource };
    const effects = [
      ...(receipt.prior.holdsCanary ? [await canaryEvidence(cloud, ctx.signal)] : []),
      ...(email ? [await troubleshoot(cloud, { email, ...question }, ctx.signal)] : []),
    ];
    const now = await cloud.now();
    return judge(config, effects, receipt, now);
  },

  async planRelease(inputs, receipt, cloud, ctx) {
    const { policy } = receipt.prior;
    const found = await find(await cloud.policies(ctx.signal), inputs.project, policy.id);
    const { changes, kept } = difference(inputs.project, policy, found);
    const basis = { policy: found ? found.rules : null };
    return { changes, kept, basis, at: (await cloud.now()).toISOString() };
  },

  async release(inputs, receipt, cloud, ctx) {
    const { policy } = receipt.prior;
    const client = await cloud.policies(ctx.signal);
    const found = await find(client, inputs.project, policy.id);
    const { changes, kept } = difference(inputs.project, policy, found);
    if (found && changes.length > 0) await remove(client, inputs.project, found);
    return { changes, kept, at: (await cloud.now()).toISOString() };
  },
});

/** Without the canary nothing shows enforcement: then Google's own upper time has to pass. */
function judge(
  config: Evidence,
  effects: Evidence[],
  receipt: { prior: Prior; applied?: { at: string } },
  now: Date,
): Verification {
  const evidence = [config, ...effects];
  const at = now.toISOString();
  if (!config.ok && receipt.applied)
    return { state: 'drifted', evidence, at, note: `The deny policy is ${config.saw}.` };
  const age = receipt.applied ? (now.getTime() - Date.parse(receipt.applied.at)) / 1000 : 0;
  const isShown = receipt.prior.holdsCanary || age >= PROPAGATION_SECONDS;
  if (evidence.every((e) => e.ok) && isShown) return { state: 'contained', evidence, at };
  const note = isShown
    ? 'Google has not enforced the policy everywhere yet.'
    : 'Another containment holds the canary, so Quell waits for the longest time that Google names.';
  return { state: 'pending', evidence, at, note };
}

function describe({ rules }: Wanted): string {
  const [first] = rules;
  return `${first?.deniedPermissions.length ?? 0} permissions denied to ${first?.deniedPrincipals.join(', ') ?? 'nobody'}`;
}

function change(project: string, before: Wanted | undefined, after: Wanted | undefined): Change {
  const id = (before ?? after)?.id ?? '';
  return {
    resource: `//iam.googleapis.com/v2/${parentOf(project)}/${id}`,
    field: 'deny policy',
    before: before ? describe(before) : null,
    after: after ? describe(after) : null,
  };
}

/** Only a policy that is still exactly what Quell wrote is deleted: an edit shows that somebody relies on it. */
function difference(project: string, policy: Wanted, found: Found | undefined): { changes: Change[]; kept: Change[] } {
  if (!found) return { changes: [], kept: [] };
  if (isSame(found, policy)) return { changes: [change(project, found, undefined)], kept: [] };
  return { changes: [], kept: [change(project, policy, found)] };
}
