import type { Route } from './route.ts';

const SUBSCRIPTION = '/subscriptions/(?<subscription>[0-9a-f-]+)';
const GROUP = `${SUBSCRIPTION}/resourceGroups/(?<group>[^/]+)`;

/**
 * One ARM route. In `path`, `{subscription}` and `{group}` are the usual prefixes and `{scope}` is any scope.
 * RBAC is asked about `at`, a path with the same names; by default the subscription.
 */
export function arm(
  method: Route['method'],
  path: string,
  permission: string,
  handle: Route['handle'],
  options: { write?: boolean; at?: string } = {},
): Route {
  const pattern = path
    .replace('{scope}', '(?<scope>.*)')
    .replace('{group}', GROUP)
    .replace('{subscription}', SUBSCRIPTION)
    .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const at = options.at ?? '/subscriptions/{subscription}';
  return {
    plane: 'arm',
    method,
    path: new RegExp(`^${pattern}$`, 'i'),
    permission,
    write: options.write ?? !permission.endsWith('/read'),
    resource: (found) => at.replace(/\{(\w+)\}/g, (_, name: string) => found[name] ?? ''),
    handle,
  };
}
