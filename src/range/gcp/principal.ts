import { WORLD } from '../world.ts';
import type { Principal } from './state.ts';

const EVERYBODY = 'principalSet://goog/public:all';

export function serviceAccount(email: string): Principal {
  return {
    kind: 'service-account',
    name: email,
    member: `serviceAccount:${email}`,
    denyNames: [`principal://iam.googleapis.com/projects/-/serviceAccounts/${email}`, EVERYBODY],
    email,
  };
}

export function poolName(pool: string): string {
  return `projects/${WORLD.gcp.projectNumber}/locations/global/workloadIdentityPools/${pool}`;
}

export function federated(pool: string, subject: string): Principal {
  const name = `principal://iam.googleapis.com/${poolName(pool)}/subject/${subject}`;
  const set = `principalSet://iam.googleapis.com/${poolName(pool)}/*`;
  return { kind: 'federated', name, member: name, denyNames: [name, set, EVERYBODY], pool, subject };
}

export function workforce(pool: string, subject: string): Principal {
  const root = `iam.googleapis.com/locations/global/workforcePools/${pool}`;
  const name = `principal://${root}/subject/${subject}`;
  return {
    kind: 'workforce',
    name,
    member: name,
    denyNames: [name, `principalSet://${root}/*`, EVERYBODY],
    pool,
    subject,
  };
}

function user(email: string): Principal {
  return {
    kind: 'user',
    name: email,
    member: `user:${email}`,
    denyNames: [`principal://goog/subject/${email}`, EVERYBODY],
  };
}

/** The principal that Policy Troubleshooter is asked about: an e-mail address, or a principal identifier. */
export function named(text: string): Principal | undefined {
  if (/^[^@/\s]+@[^@\s]+\.gserviceaccount\.com$/.test(text)) return serviceAccount(text);
  if (/^[^@/\s]+@[^@\s]+$/.test(text)) return user(text);
  const match = /workloadIdentityPools\/([^/]+)\/subject\/(.+)$/.exec(text);
  return match ? federated(match[1]!, match[2]!) : undefined;
}
