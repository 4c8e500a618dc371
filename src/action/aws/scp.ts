import { createHash } from 'node:crypto';
import { Fault } from '../../domain/fault.ts';
import type { AwsOrganization } from './cloud.ts';
import { unreadable } from './role.ts';

export interface FreezePolicy {
  id: string;
  name: string;
}

/**
 * Finds the freeze policy by its id or name. Quell never writes one: a policy that binds a whole account is made once,
 * by people, from infra/aws.
 *
 * @throws Fault `aws.not-found` when there is none.
 */
export async function findFreezePolicy(
  { api, freezePolicy }: AwsOrganization,
  signal: AbortSignal,
  wanted = freezePolicy,
): Promise<FreezePolicy> {
  let next: string | undefined;
  do {
    const page = await api.listPolicies(
      { Filter: 'SERVICE_CONTROL_POLICY', ...(next ? { NextToken: next } : {}) },
      { abortSignal: signal },
    );
    if (!page.Policies) throw unreadable('ListPolicies');
    const found = page.Policies.find((one) => one.Id === wanted || one.Name === wanted);
    if (found?.Id && found.Name) return { id: found.Id, name: found.Name };
    next = page.NextToken;
  } while (next);
  throw new Fault({
    code: 'aws.not-found',
    message: `The organization has no service control policy ${wanted}.`,
    fix: 'Make it once from infra/aws, or name the right one as aws.organization.freeze_policy in quell.yaml.',
    retry: 'when-fixed',
  });
}

/** SHA-256 of the policy's text, lower-case hex: what an approval stands on. */
export async function contentDigest(org: AwsOrganization, policy: FreezePolicy, signal: AbortSignal): Promise<string> {
  const { Policy } = await org.api.describePolicy({ PolicyId: policy.id }, { abortSignal: signal });
  if (!Policy?.Content) throw unreadable('DescribePolicy');
  return createHash('sha256').update(Policy.Content).digest('hex');
}

/** Ids of the service control policies that are attached to an account itself. */
export async function attachedTo(org: AwsOrganization, account: string, signal: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  let next: string | undefined;
  do {
    const page = await org.api.listPoliciesForTarget(
      { TargetId: account, Filter: 'SERVICE_CONTROL_POLICY', ...(next ? { NextToken: next } : {}) },
      { abortSignal: signal },
    );
    if (!page.Policies) throw unreadable('ListPoliciesForTarget');
    ids.push(...page.Policies.flatMap((one) => one.Id ?? []));
    next = page.NextToken;
  } while (next);
  return ids;
}

/** Places that AWS gives each account of its own; inherited policies take none. */
export const MOST_ATTACHED = 10;
