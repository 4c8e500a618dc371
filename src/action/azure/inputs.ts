import { z } from 'zod';
import { Fault } from '../../domain/fault.ts';
import type { AzureCloud } from './cloud.ts';

const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be a GUID in lower case');

export const tenantInput = guid.describe('Tenant (directory) id.');
export const subscriptionInput = guid.describe('Subscription id.');
export const userInput = guid.describe('Object id of the person.');
export const servicePrincipalInput = guid.describe(
  'Object id of the service principal (Enterprise applications in the portal), not the client id.',
);
export const applicationInput = guid.describe(
  'Object id of the app registration (App registrations in the portal), not the client id.',
);

/** A subscription is opened by its own id: a plan that names another tenant beside it was put together wrongly. */
export function sameTenant(tenant: string, cloud: AzureCloud): void {
  if (cloud.tenant === tenant) return;
  throw new Fault({
    code: 'azure.invalid',
    message: `The subscription belongs to tenant ${cloud.tenant}, and the step names ${tenant}.`,
    fix: 'Give the tenant that the subscription belongs to.',
  });
}
