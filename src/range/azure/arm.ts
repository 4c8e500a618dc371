import { AUTHORIZATION_ROUTES } from './arm-authorization.ts';
import { COMPUTE_ROUTES } from './arm-compute.ts';
import { POLICY_ROUTES } from './arm-policy.ts';
import { QUOTA_ROUTES } from './arm-quota.ts';
import type { Route } from './route.ts';

/** Everything that Azure Resource Manager answers in the range. */
export const ARM_ROUTES: Route[] = [...AUTHORIZATION_ROUTES, ...POLICY_ROUTES, ...COMPUTE_ROUTES, ...QUOTA_ROUTES];
