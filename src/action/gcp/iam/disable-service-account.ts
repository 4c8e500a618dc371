import { z } from 'zod';
import { type ActionContext, action, type Change, type Evidence } from '../../../domain/action.ts';
import type { Fault } from '../../../domain/fault.ts';
import { faultOf, read } from '../answer.ts';
import type { Gcp } from '../cloud.ts';
import { refuseOwnIdentity } from '../own-identity.ts';

const inputs = z.strictObject({
  project: z.string().describe('Project id that the service account belongs to.'),
  service_account: z
    .string()
    .regex(/^[^@\s/]+@[^@\s/]+$/, 'must be the e-mail address of a service account')
    .describe('E-mail address of the service account.'),
});

type Inputs = z.infer<typeof inputs>;
/** `uniqueId` tells an account from another that was made later under the same name. */
type Prior = { disabled: boolean; uniqueId: string };

const account = z.object({ uniqueId: z.string(), disabled: z.boolean().default(false) });

/** Nothing accepts it: the probe asks whether a token would be given, and has no use for one. */
const PROBE_AUDIENCE = 'https://quell.invalid/probe';

export default action<Gcp>()<typeof inputs, Prior>({
  id: 'gcp.iam.disable-service-account',
  cloud: 'gcp',
  kind: 'revoke-sessions',
  title: 'Disable the service account {service_account}',
  docs:
    'Disables a service account. Google then rejects the access tokens that it already has, and gives out no new ones, ' +
    'whichever way they were obtained. Enabling it again makes every token that has not expired good again, so a ' +
    'release is safe only after the longest token lifetime. An account that was disabled before is left so.',
  inputs,
  target: 'project',
  example: { project: 'ml-prod', service_account: 'ml-train@ml-prod.iam.gserviceaccount.com' },
  permissions: {
    // getOpenIdToken is a power, if a small one: identity tokens open services that trust them, but no Google API.
    read: ['iam.serviceAccounts.get', 'iam.serviceAccounts.getOpenIdToken', 'resourcemanager.projects.get'],
    write: ['iam.serviceAccounts.disable', 'iam.serviceAccounts.enable'],
  },
  effect: 'desired-state',
  reversible: 'full',
  notStopped: [
    'Machines and jobs that run as the service account keep running; only their calls to Google fail.',
    'Other service accounts that it impersonated keep the access tokens that were taken, for up to an hour.',
    'Signed URLs and HMAC keys of Cloud Storage may go on working: Google does not say that they stop.',
    'The federation or the person that obtained the tokens can still obtain tokens of other service accounts.',
  ],
  attack: ['T1078.004', 'T1550.001'],
  d3fend: ['D3-AL', 'D3-CR'],
  sources: [
    'https://docs.cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts/disable',
    'https://docs.cloud.google.com/iam/docs/service-accounts-disable-enable',
  ],
  settlesWithinSeconds: 420,

  async plan(inputs, cloud, ctx) {
    refuseOwnIdentity(cloud, inputs.service_account);
    const { disabled, uniqueId } = await look(inputs, cloud, ctx);
    return {
      changes: disabled ? [] : [change(inputs, 'disable')],
      prior: { disabled, uniqueId },
      basis: { uniqueId },
      residual: [
        {
          what: `access tokens of other service accounts that ${inputs.service_account} impersonated`,
          forSeconds: 3600,
          why: 'They belong to those accounts: disable each of them to end its tokens.',
        },
      ],
      safeReleaseAfterSeconds: 3600,
    };
  },

  async apply(inputs, _receipt, cloud, ctx) {
    refuseOwnIdentity(cloud, inputs.service_account);
    const iam = await cloud.iam();
    await iam.projects.serviceAccounts.disable({ name: name(inputs), requestBody: {} }, { signal: ctx.signal });
    return { changes: [change(inputs, 'disable')], at: (await cloud.now()).toISOString(), written: {} };
  },

  async verify(inputs, receipt, cloud, ctx) {
    const { disabled, uniqueId } = await look(inputs, cloud, ctx);
    const same = uniqueId === receipt.prior.uniqueId;
    const config: Evidence = {
      kind: 'config',
      asked: `read ${inputs.service_account} back`,
      saw: `${disabled ? 'disabled' : 'enabled'}${same ? '' : ', another account under the same name'}`,
      ok: disabled && same,
    };
    const effect = await probe(inputs, cloud, ctx);
    const at = (await cloud.now()).toISOString();
    if (config.ok && effect.ok) return { state: 'contained', evidence: [config, effect], at };
    const drifted = !config.ok && receipt.applied !== undefined;
    const note = drifted ? `Somebody changed it: ${config.saw}.` : 'Google has not enforced it everywhere yet.';
    return { state: drifted ? 'drifted' : 'pending', evidence: [config, effect], at, note };
  },

  async planRelease(inputs, receipt, cloud, ctx) {
    const now = await look(inputs, cloud, ctx);
    const { changes, kept } = difference(inputs, receipt.prior, now);
    return { changes, kept, basis: { ...now }, at: (await cloud.now()).toISOString() };
  },

  async release(inputs, receipt, cloud, ctx) {
    const { changes, kept } = difference(inputs, receipt.prior, await look(inputs, cloud, ctx));
    if (changes.length > 0) {
      const iam = await cloud.iam();
      await iam.projects.serviceAccounts.enable({ name: name(inputs), requestBody: {} }, { signal: ctx.signal });
    }
    return { changes, kept, at: (await cloud.now()).toISOString() };
  },
});

const name = (inputs: Inputs) => `projects/${inputs.project}/serviceAccounts/${inputs.service_account}`;

function change(inputs: Inputs, verb: 'disable' | 'enable'): Change {
  const [before, after] = verb === 'disable' ? ['enabled', 'disabled'] : ['disabled', 'enabled'];
  return { resource: name(inputs), field: 'state', before, after };
}

async function look(inputs: Inputs, cloud: Gcp, { signal }: ActionContext): Promise<Prior> {
  const iam = await cloud.iam();
  const { data } = await iam.projects.serviceAccounts.get({ name: name(inputs) }, { signal });
  const { disabled, uniqueId } = read(account, data, inputs.service_account);
  return { disabled, uniqueId };
}

/** An account that was disabled before is never enabled, nor is one that only has the same name. */
function difference(inputs: Inputs, prior: Prior, now: Prior): { changes: Change[]; kept: Change[] } {
  if (now.uniqueId !== prior.uniqueId) {
    const kept = { resource: name(inputs), field: 'account', before: prior.uniqueId, after: now.uniqueId };
    return { changes: [], kept: [kept] };
  }
  return { changes: now.disabled && !prior.disabled ? [change(inputs, 'enable')] : [], kept: [] };
}

/**
 * Asks for an identity token of the account, the weakest credential that Google gives out for one: it opens no Google
 * API, and this audience is nobody's. Policy Troubleshooter cannot be asked, as it does not know of disabled accounts.
 */
async function probe(inputs: Inputs, cloud: Gcp, { signal }: ActionContext): Promise<Evidence> {
  const path = `/v1/projects/-/serviceAccounts/${inputs.service_account}:generateIdToken`;
  const body = { audience: PROBE_AUDIENCE, includeEmail: false };
  const request = { service: 'iamcredentials', method: 'POST', path, body, signal } as const;
  const refused = await faultOf(cloud.call(request, z.object({ token: z.string() })), 'gcp.conflict', 'gcp.denied');
  if (refused && !isOfDisabled(refused, inputs.service_account)) throw refused;
  const asked = 'ask for a new identity token of the account';
  return { kind: 'effect', asked, saw: refused ? refused.message : 'a token was given', ok: refused !== undefined };
}

/** A permission that Quell lacks is refused as well, and proves nothing: only a refusal of the account itself counts. */
function isOfDisabled({ code, message }: Fault, account: string): boolean {
  return code === 'gcp.conflict' || /disabled/i.test(message.replaceAll(account, ''));
}
