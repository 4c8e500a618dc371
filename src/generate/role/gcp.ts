import { yamlHead } from '../head.ts';
import { yamlText } from '../yaml-text.ts';
import { type Need, needs, permissionsOf, type Side } from './need.ts';

/** Where a custom role is granted. All of them are defined once, at the organization. */
type Level = 'project' | 'organization' | 'service-account';

interface CustomRole {
  /** Id of the role and name of its file. */
  id: string;
  title: string;
  describe: string;
  level: Level;
  sides: readonly Side[];
}

export const CUSTOM_ROLES: readonly CustomRole[] = [
  {
    id: 'quellReader',
    title: 'Quell Reader',
    describe: 'Plans and verifies in a project: reads only.',
    level: 'project',
    sides: ['reader'],
  },
  {
    id: 'quellResponder',
    title: 'Quell Responder',
    describe: 'Contains and releases in a project.',
    level: 'project',
    sides: ['responder'],
  },
  {
    id: 'quellProbe',
    title: 'Quell Probe',
    describe: 'Shows whether a service account is disabled. Grant it on the service accounts that Quell may disable.',
    level: 'service-account',
    sides: ['reader', 'responder'],
  },
  {
    id: 'quellOrganizationReader',
    title: 'Quell Organization Reader',
    describe: 'Plans and verifies for people who sign in by workforce identity federation: reads only.',
    level: 'organization',
    sides: ['reader'],
  },
  {
    id: 'quellOrganizationResponder',
    title: 'Quell Organization Responder',
    describe: 'Revokes sessions of people who sign in by workforce identity federation.',
    level: 'organization',
    sides: ['responder'],
  },
];

/**
 * Permissions that a custom role cannot hold (those to write deny policies) or that only these roles are known to
 * carry. The roles for deny policies can be granted at the organization and no lower.
 */
export const PREDEFINED: readonly { role: string; side: Side; permissions: readonly string[] }[] = [
  { role: 'roles/iam.denyReviewer', side: 'reader', permissions: ['iam.denypolicies.get'] },
  {
    role: 'roles/iam.denyAdmin',
    side: 'responder',
    permissions: ['iam.denypolicies.create', 'iam.denypolicies.delete', 'iam.denypolicies.get'],
  },
  { role: 'roles/iam.operationViewer', side: 'responder', permissions: ['iam.operations.get'] },
];

/** Where a declared permission is granted; undefined for one that a predefined role brings along. */
export function levelOf(permission: string): Level | undefined {
  if (PREDEFINED.some(({ permissions }) => permissions.includes(permission))) return undefined;
  // Identity tokens open services that trust them: not to be had for every account of a project.
  if (permission === 'iam.serviceAccounts.getOpenIdToken') return 'service-account';
  return /(^|\.)organizations\.|workforcePool/.test(permission) ? 'organization' : 'project';
}

/** What one custom role holds. */
export function includedIn(role: CustomRole): string[] {
  const here = needs('gcp').filter((need) => levelOf(need.permission) === role.level);
  return permissionsOf(role.sides[0]!, here);
}

/** How a side is granted a permission, for people. */
export function gcpPlace({ permission, write }: Need): string {
  const level = levelOf(permission);
  if (level === undefined) {
    const roles = PREDEFINED.filter(({ permissions }) => permissions.includes(permission));
    return roles.map(({ role }) => `\`${role}\``).join(', ');
  }
  const roles = CUSTOM_ROLES.filter((role) => role.level === level && (!write || role.sides.includes('responder')));
  return roles.map(({ id }) => `\`${id}.yaml\``).join(', ');
}

/** infra/gcp: files for `gcloud iam roles create --file`. */
export function gcpFiles(): [path: string, text: string][] {
  return CUSTOM_ROLES.map((role): [string, string] => {
    const body = {
      title: role.title,
      description: role.describe,
      stage: 'GA',
      includedPermissions: includedIn(role),
    };
    return [`infra/gcp/${role.id}.yaml`, yamlHead('src/action and src/generate/role/gcp.ts') + yamlText(body)];
  });
}
