import { decide } from './rbac.ts';
import type { Route } from './route.ts';
import { resume } from './token.ts';
import type { Session, World } from './world.ts';

export interface Verdict {
  who: string;
  principal: string;
  /** The session behind the call; absent when nobody could be made out. */
  caller?: Session;
  allowed: boolean;
  reason: string;
}

/**
 * Resolves the bearer token and asks the state whether its holder may. A disabled service principal is not looked at:
 * its tokens live until they expire, and only what they may do can be taken away.
 */
export function authorize(
  world: World,
  header: string | undefined,
  plane: 'arm' | 'graph',
  route: Route | undefined,
  resource: string,
): Verdict {
  const anonymous = { who: 'anonymous', principal: '-', allowed: false };
  const token = /^Bearer (.+)$/.exec(header ?? '')?.[1];
  if (!token) return { ...anonymous, reason: 'Authentication failed: there is no bearer token.' };
  const caller = resume(world, token, 'access');
  if (typeof caller === 'string') return { ...anonymous, reason: caller };
  if (caller.audience !== plane) return { ...anonymous, reason: 'The access token is for another audience.' };
  const known = { who: caller.who, principal: caller.principal, caller };
  if (!route) return { ...known, allowed: false, reason: 'no such operation' };
  return plane === 'arm'
    ? { ...known, ...decide(world, caller.principal, route.permission, resource) }
    : { ...known, ...consented(world, caller.principal, route.permission, resource) };
}

/** Application permissions of Microsoft Graph. `OwnedBy` counts only for objects that the caller owns. */
function consented(world: World, principal: string, permission: string, object: string) {
  const granted = world.servicePrincipals.get(principal)?.graphRoles ?? [];
  const all = permission.replace(/OwnedBy$/, 'All');
  if (granted.includes(all) && all !== permission) return { allowed: true, reason: `application permission ${all}` };
  if (!granted.includes(permission)) return { allowed: false, reason: `no application permission ${permission}` };
  if (permission.endsWith('.OwnedBy')) {
    const owners = world.applications.get(object)?.owners ?? world.servicePrincipals.get(object)?.owners ?? [];
    if (!owners.includes(principal)) return { allowed: false, reason: `${permission} and not an owner of ${object}` };
  }
  return { allowed: true, reason: `application permission ${permission}` };
}
