import { Fault } from '../../domain/fault.ts';
import type { Gcp } from './cloud.ts';

/** Quell does not lock itself out: nobody could release anything after that. @throws Fault `gcp.own-identity` */
export function refuseOwnIdentity(cloud: Gcp, name: string): void {
  const { reader, responder, pool } = cloud.quell;
  const own = [reader, responder].find((email) => name.includes(email)) ?? (name === pool ? pool : undefined);
  if (!own) return;
  throw new Fault({
    code: 'gcp.own-identity',
    message: `${own} is Quell's own way into Google Cloud, and Quell does not contain itself.`,
    fix: 'If it is under attack, stop Quell and revoke its access by hand.',
  });
}
