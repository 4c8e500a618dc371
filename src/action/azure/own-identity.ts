import { Fault } from '../../domain/fault.ts';
import type { AzureCloud } from './cloud.ts';

/** Quell does not lock itself out: nobody could release anything after that. @throws Fault `azure.own-identity` */
export function refuseOwnIdentity(cloud: AzureCloud, clientId: string): void {
  if (!cloud.own.includes(clientId)) return;
  throw new Fault({
    code: 'azure.own-identity',
    message: `${clientId} is Quell's own way into Azure, and Quell does not contain itself.`,
    fix: 'If it is under attack, stop Quell and revoke its access by hand.',
  });
}
