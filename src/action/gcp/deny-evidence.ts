import { z } from 'zod';
import type { Evidence } from '../../domain/action.ts';
import type { Gcp } from './cloud.ts';
import { CANARY } from './deny-policy.ts';

const held = z.object({ permissions: z.array(z.string()).default([]) });

/** Whether the account that Quell looks with still has the canary permission. */
export async function holdsCanary(cloud: Gcp, signal: AbortSignal): Promise<boolean> {
  const path = `/v3/projects/${cloud.id}:testIamPermissions`;
  const body = { permissions: [CANARY.allow] };
  const answer = await cloud.call({ service: 'cloudresourcemanager', method: 'POST', path, body, signal }, held);
  return answer.permissions.includes(CANARY.allow);
}

export async function canaryEvidence(cloud: Gcp, signal: AbortSignal): Promise<Evidence> {
  const holds = await holdsCanary(cloud, signal);
  return {
    kind: 'effect',
    asked: `use a permission that the same policy takes from Quell itself (${CANARY.allow})`,
    saw: holds ? 'still permitted: the policy is not enforced yet' : 'denied: the policy is enforced',
    ok: !holds,
  };
}

const explained = z.object({
  overallAccessState: z.string(),
  denyPolicyExplanation: z.object({ denyAccessState: z.string() }).optional(),
});

/**
 * Asks Policy Troubleshooter about the principal. `CANNOT_ACCESS` alone would prove little, as it may never have had
 * access: what counts is that a deny policy is the cause.
 */
export async function troubleshoot(
  cloud: Gcp,
  { email, permission, resource }: { email: string; permission: string; resource: string },
  signal: AbortSignal,
): Promise<Evidence> {
  const body = { accessTuple: { principal: email, fullResourceName: resource, permission } };
  const request = {
    service: 'policytroubleshooter',
    method: 'POST',
    path: '/v3/iam:troubleshoot',
    body,
    signal,
  } as const;
  const { overallAccessState, denyPolicyExplanation } = await cloud.call(request, explained);
  const denial = denyPolicyExplanation?.denyAccessState ?? 'no explanation of deny policies';
  return {
    kind: 'effect',
    asked: `Policy Troubleshooter: may ${email} use ${permission}`,
    saw: `${overallAccessState}, ${denial}`,
    ok: overallAccessState === 'CANNOT_ACCESS' && denial === 'DENY_ACCESS_STATE_DENIED',
  };
}
