import { allowingRole, decide, denyingPolicy } from '../decide.ts';
import { apiError } from '../error.ts';
import { inProject, onAccount } from '../place.ts';
import { named } from '../principal.ts';
import type { Route } from '../route.ts';

/** Policy Troubleshooter v3. It reads policies as they are written, which says nothing of when they are enforced. */
export const troubleshooterRoutes: Route[] = [
  {
    host: 'policytroubleshooter.googleapis.com',
    method: 'POST',
    path: /^\/v3\/iam:troubleshoot$/,
    write: false,
    permission: 'resourcemanager.projects.getIamPolicy',
    on: () => inProject('-'),
    handle: ({ state, body, session }) => {
      const { principal, fullResourceName, permission } = (body.accessTuple ?? {}) as Record<string, string>;
      const who = named(principal ?? '');
      if (!who || !permission || !fullResourceName)
        throw apiError(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.');
      const account = /serviceAccounts\/(.+)$/.exec(fullResourceName)?.[1];
      const on = account ? onAccount(account) : inProject('-');
      const role = allowingRole(state, who, permission, on);
      const mayLook = decide(state, session.principal, 'iam.denypolicies.get', inProject('-')).allowed;
      const policy = mayLook ? denyingPolicy(state, who, permission, 'written') : undefined;
      return {
        overallAccessState: mayLook ? (policy || !role ? 'CANNOT_ACCESS' : 'CAN_ACCESS') : 'UNKNOWN_INFO',
        accessTuple: { principal, fullResourceName, permission },
        allowPolicyExplanation: { allowAccessState: `ALLOW_ACCESS_STATE_${role ? '' : 'NOT_'}GRANTED` },
        denyPolicyExplanation: {
          denyAccessState: `DENY_ACCESS_STATE_${mayLook ? `${policy ? '' : 'NOT_'}DENIED` : 'UNKNOWN_INFO'}`,
          permissionDeniable: true,
        },
      };
    },
  },
];
