import { createHash } from 'node:crypto';
import type { v2 } from '@google-cloud/iam';
import { z } from 'zod';
import { Fault } from '../../domain/fault.ts';
import { read } from './answer.ts';
import type { Gcp } from './cloud.ts';
import { denyForm } from './principal.ts';

type Client = v2.PoliciesClient;

/**
 * What a contained principal may not do: take over identities, mint credentials, start GPU work, and reach data or
 * secrets. One permission that deny policies do not know would make Google refuse the whole policy.
 */
export const DENIED = [
  'aiplatform.googleapis.com/customJobs.create',
  'compute.googleapis.com/instances.create',
  'compute.googleapis.com/instances.setMetadata',
  'compute.googleapis.com/instances.setServiceAccount',
  'iam.googleapis.com/serviceAccountKeys.create',
  'iam.googleapis.com/serviceAccounts.actAs',
  'iam.googleapis.com/serviceAccounts.getAccessToken',
  'iam.googleapis.com/serviceAccounts.getOpenIdToken',
  'iam.googleapis.com/serviceAccounts.implicitDelegation',
  'iam.googleapis.com/serviceAccounts.signBlob',
  'iam.googleapis.com/serviceAccounts.signJwt',
  'secretmanager.googleapis.com/versions.access',
  'storage.googleapis.com/objects.create',
  'storage.googleapis.com/objects.delete',
  'storage.googleapis.com/objects.get',
  'storage.googleapis.com/objects.list',
];

/**
 * The canary: a permission that Quell's own two accounts hold and never use. The policy takes it from them, and
 * asking whether they still have it shows when the policy is enforced, which no reading of policies can.
 */
export const CANARY = {
  deny: 'compute.googleapis.com/acceleratorTypes.list',
  allow: 'compute.acceleratorTypes.list',
};

const ruleShape = z.object({
  deniedPrincipals: z.array(z.string()),
  exceptionPrincipals: z.array(z.string()),
  deniedPermissions: z.array(z.string()),
});

const policyShape = z.object({
  name: z.string(),
  displayName: z.string(),
  etag: z.string(),
  rules: z.array(z.object({ denyRule: ruleShape.nullish() })),
});

/** What Quell writes. It holds no clock, so the same inputs make the same policy. */
export type Wanted = {
  id: string;
  displayName: string;
  rules: { deniedPrincipals: string[]; exceptionPrincipals: string[]; deniedPermissions: string[] }[];
};

export interface Found extends Wanted {
  etag: string;
}

export function wanted(principal: string, cloud: Gcp, marker: string): Wanted {
  const own = [cloud.quell.reader, cloud.quell.responder].map((email) => denyForm(`serviceAccount:${email}`));
  // One plan may deny several principals: the id tells them apart.
  const suffix = createHash('sha256').update(principal).digest('hex').slice(0, 10);
  return {
    id: `${marker.toLowerCase()}-${suffix}`,
    displayName: `Quell ${marker}`,
    rules: [
      {
        deniedPrincipals: [denyForm(principal)],
        exceptionPrincipals: [...own, ...cloud.breakGlass],
        deniedPermissions: DENIED,
      },
      { deniedPrincipals: own, exceptionPrincipals: [], deniedPermissions: [CANARY.deny] },
    ],
  };
}

export const parentOf = (project: string) =>
  `policies/cloudresourcemanager.googleapis.com%2Fprojects%2F${project}/denypolicies`;

/** The policy as it stands, or undefined. */
export async function find(client: Client, project: string, id: string): Promise<Found | undefined> {
  try {
    const [answer] = await client.getPolicy({ name: `${parentOf(project)}/${id}` });
    const { displayName, etag, rules } = read(policyShape, answer, `the deny policy ${id}`);
    const plain = rules.map(({ denyRule }) => ({
      deniedPrincipals: denyRule?.deniedPrincipals ?? [],
      exceptionPrincipals: denyRule?.exceptionPrincipals ?? [],
      deniedPermissions: denyRule?.deniedPermissions ?? [],
    }));
    return { id, displayName, etag, rules: plain };
  } catch (error) {
    if (error instanceof Fault && error.code === 'gcp.not-found') return undefined;
    throw error;
  }
}

export function isSame(found: Found, policy: Wanted): boolean {
  const text = ({ displayName, rules }: Wanted) =>
    JSON.stringify([
      displayName,
      rules.map((r) =>
        [r.deniedPrincipals, r.exceptionPrincipals, r.deniedPermissions].map((list) => [...list].sort()),
      ),
    ]);
  return text(found) === text(policy);
}

/** Makes the policy. One that is there already is fine when it is the same. @throws Fault `gcp.conflict` */
export async function put(client: Client, project: string, policy: Wanted): Promise<void> {
  const found = await find(client, project, policy.id);
  if (found && isSame(found, policy)) return;
  if (found)
    throw new Fault({
      code: 'gcp.conflict',
      message: `Somebody has changed the deny policy ${policy.id} that Quell made.`,
      fix: 'Look at the change in the console; delete the policy there, or leave it and skip this step.',
      retry: 'when-fixed',
    });
  const [contain, canary] = policy.rules.map((denyRule) => ({ denyRule }));
  const [operation] = await client.createPolicy({
    parent: parentOf(project),
    policyId: policy.id,
    policy: {
      displayName: policy.displayName,
      annotations: { 'made-by': 'quell' },
      rules: [
        { description: 'Contains a principal during an incident.', ...contain },
        { description: 'Canary: shows Quell when this policy is enforced.', ...canary },
      ],
    },
  });
  await finish(operation.promise());
}

/** Deletes exactly the policy that was read: an edit in between makes Google refuse it. */
export async function remove(client: Client, project: string, found: Found): Promise<void> {
  const [operation] = await client.deletePolicy({ name: `${parentOf(project)}/${found.id}`, etag: found.etag });
  await finish(operation.promise());
}

async function finish(end: Promise<unknown>): Promise<void> {
  try {
    await end;
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault({
      code: 'gcp.conflict',
      message: 'Google took the deny policy but did not carry it out.',
      fix: 'Look at the deny policies of the project in the console, then try again.',
      retry: 'later',
      cause: error,
    });
  }
}
