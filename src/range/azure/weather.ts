import type { Weather } from '../kernel.ts';
import { type Reply, refusal } from './route.ts';

/** What a struck call gets instead of its answer, if it is struck; `hang-up` is none at all. */
export function struck(
  kind: Weather['kind'] | undefined,
  plane: 'arm' | 'graph' | 'login',
  permission: string,
): Reply | 'hang-up' | undefined {
  switch (kind) {
    case undefined:
    case 'stale-read':
      return undefined;
    case 'throttle':
      return { ...refusal(429, 'TooManyRequests', 'The request was throttled.'), headers: { 'retry-after': '7' } };
    case 'denied':
      return denied(plane, 'the caller', permission, '/');
    case 'server-error':
      return refusal(503, 'ServiceUnavailable', 'The service is temporarily unavailable.');
    case 'garbage':
      return { status: 200, body: '{"value": [{"id": "/subscr' };
    case 'hang-up':
    case 'lost-answer':
      return 'hang-up';
  }
}

/** A refusal in the words of the API that was asked. Only ARM names the action and the scope. */
export function denied(plane: 'arm' | 'graph' | 'login', who: string, permission: string, scope: string): Reply {
  if (plane === 'graph') {
    return refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  }
  const text = `The client '${who}' with object id '${who}' does not have authorization to perform action '${permission}' over scope '${scope}' or the scope is invalid.`;
  return refusal(403, 'AuthorizationFailed', text);
}
