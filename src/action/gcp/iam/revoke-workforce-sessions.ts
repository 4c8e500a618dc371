import { z } from 'zod';
import { type ActionContext, action, type Change, type Evidence } from '../../../domain/action.ts';
import { Fault } from '../../../domain/fault.ts';
import type { Gcp } from '../cloud.ts';

const inputs = z.strictObject({
  organization: z.string().regex(/^\d+$/).describe('Organization number that the workforce pool belongs to.'),
  pool: z
    .string()
    .regex(/^[a-z0-9-]{6,63}$/, 'must be the id of a workforce pool')
    .describe('Id of the workforce identity pool.'),
  subject: z.string().min(1).describe('The person, as the pool maps `google.subject`: often an e-mail address.'),
});

type Inputs = z.infer<typeof inputs>;
type Prior = { parent: string };

const poolShape = z.object({ parent: z.string(), state: z.string(), sessionDuration: z.string().optional() });
const operationShape = z.object({
  name: z.string(),
  done: z.boolean().default(false),
  error: z.object({ message: z.string().default('no message') }).optional(),
});

export default action<Gcp>()<typeof inputs, Prior>({
  id: 'gcp.iam.revoke-workforce-sessions',
  cloud: 'gcp',
  kind: 'revoke-sessions',
  title: 'Revoke the workforce sessions of {subject}',
  docs:
    'Ends the Google Cloud sessions of one person who signs in through workforce identity federation: console sessions, ' +
    'cookies and short-lived tokens that were issued until now. The person can sign in again, so block the account at ' +
    'the identity provider first. There is nothing to restore, and nothing that could be.',
  inputs,
  target: 'organization',
  example: { organization: '500000000001', pool: 'contoso-staff', subject: 'mallory@contoso.example' },
  permissions: {
    read: ['iam.workforcePools.get', 'resourcemanager.organizations.get'],
    write: ['iam.googleapis.com/workforcePoolSubjects.revokeSessions'],
  },
  effect: 'desired-state',
  reversible: 'none',
  notStopped: [
    'A person who is still active at the identity provider can sign in again and gets new sessions.',
    'Access tokens of service accounts that the person impersonated live on for up to an hour.',
    'Keys, machines and jobs that the person made stay as they are.',
  ],
  attack: ['T1078.004', 'T1550.001', 'T1550.004'],
  d3fend: ['D3-ANCI', 'D3-CR'],
  sources: [
    'https://docs.cloud.google.com/iam/docs/workforce-revoke-sessions',
    'https://docs.cloud.google.com/iam/docs/reference/rest/v1/locations.workforcePools.subjects/revokeSessions',
  ],
  settlesWithinSeconds: 420,

  async plan(inputs, cloud, ctx) {
    const { parent } = await look(inputs, cloud, ctx);
    return {
      changes: [change(inputs)],
      prior: { parent },
      basis: { pool: inputs.pool, parent },
      residual: [
        {
          what: `new sessions of ${inputs.subject}`,
          forSeconds: null,
          why: 'The identity provider decides who may sign in: block the account there.',
        },
        {
          what: `access tokens of service accounts that ${inputs.subject} impersonated`,
          forSeconds: 3600,
          why: 'They belong to the service accounts: disable those to end them.',
        },
      ],
      safeReleaseAfterSeconds: 0,
    };
  },

  async apply(inputs, _receipt, cloud, ctx) {
    await look(inputs, cloud, ctx);
    const path = `${subjectPath(inputs)}:revokeSessions`;
    const request = { service: 'iam', method: 'POST', path, signal: ctx.signal } as const;
    const { name } = await cloud.call(request, operationShape);
    return { changes: [change(inputs)], at: (await cloud.now()).toISOString(), written: { operation: name } };
  },

  async verify(inputs, receipt, cloud, ctx) {
    const { parent, state } = await look(inputs, cloud, ctx);
    const config: Evidence = {
      kind: 'config',
      asked: `read the workforce pool ${inputs.pool} back`,
      saw: `${state}, of ${parent}`,
      ok: parent === receipt.prior.parent,
    };
    const operation = receipt.applied?.written.operation;
    const effect = typeof operation === 'string' ? [await outcome(operation, cloud, ctx)] : [];
    const contained = config.ok && effect.length > 0 && effect.every((e) => e.ok);
    const at = (await cloud.now()).toISOString();
    if (contained) return { state: 'contained', evidence: [config, ...effect], at };
    const note = operation ? 'Google has not reported the end of the sessions yet.' : 'Nothing was revoked yet.';
    return { state: 'pending', evidence: [config, ...effect], at, note };
  },

  async planRelease(_inputs, _receipt, cloud) {
    return { changes: [], kept: [], basis: {}, at: (await cloud.now()).toISOString() };
  },

  async release(_inputs, _receipt, cloud) {
    return { changes: [], kept: [], at: (await cloud.now()).toISOString() };
  },
});

const POOLS = 'locations/global/workforcePools';

const subjectPath = ({ pool, subject }: Inputs) => `/v1/${POOLS}/${pool}/subjects/${encodeURIComponent(subject)}`;

function change({ pool, subject }: Inputs): Change {
  return {
    resource: `//iam.googleapis.com/${POOLS}/${pool}/subjects/${subject}`,
    field: 'sessions issued until now',
    before: 'valid',
    after: 'revoked',
  };
}

async function look({ organization, pool }: Inputs, cloud: Gcp, { signal }: ActionContext) {
  const path = `/v1/${POOLS}/${pool}`;
  const found = await cloud.call({ service: 'iam', method: 'GET', path, signal }, poolShape);
  if (found.parent === `organizations/${organization}`) return found;
  throw new Fault({
    code: 'gcp.unknown-target',
    message: `The workforce pool ${pool} belongs to ${found.parent}, not to organizations/${organization}.`,
    fix: 'Name the organization that the pool belongs to, and configure it in the `gcp:` section of quell.yaml.',
    retry: 'when-fixed',
  });
}

/**
 * Nobody but the person's own browser could show that a session is dead, and Quell holds none. What can be had is
 * Google's own report that the operation which ends them is done; the evidence says so and no more.
 */
async function outcome(operation: string, cloud: Gcp, { signal }: ActionContext): Promise<Evidence> {
  const path = `/v1/${operation}`;
  const { done, error } = await cloud.call({ service: 'iam', method: 'GET', path, signal }, operationShape);
  const saw = error ? `failed: ${error.message}` : done ? 'done, by the report of Google' : 'still running';
  return { kind: 'effect', asked: 'whether Google has ended the sessions', saw, ok: done && !error };
}
