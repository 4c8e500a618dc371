import { WORLD } from '../../world.ts';
import { notFound } from '../error.ts';
import { inProject, onAccount } from '../place.ts';
import type { Route } from '../route.ts';
import type { ServiceAccount, State } from '../state.ts';

const host = 'iam.googleapis.com';
const { project } = WORLD.gcp;

/** IAM v1, service accounts. */
export const accountRoutes: Route[] = [
  {
    host,
    method: 'GET',
    path: /^\/v1\/projects\/(?<project>[^/]+)\/serviceAccounts\/(?<email>[^/:]+)$/,
    write: false,
    permission: 'iam.serviceAccounts.get',
    on: place,
    handle: ({ state, path }) => {
      const account = find(state, path.email);
      return {
        name: `projects/${project}/serviceAccounts/${account.email}`,
        projectId: project,
        uniqueId: account.uniqueId,
        email: account.email,
        description: account.description,
        etag: 'MDEwMjE5MjA=',
        // Proto JSON leaves a false out.
        ...(account.disabled.written ? { disabled: true } : {}),
      };
    },
  },
  flip('disable', true),
  flip('enable', false),
];

function flip(verb: 'disable' | 'enable', disabled: boolean): Route {
  return {
    host,
    method: 'POST',
    path: new RegExp(`^/v1/projects/(?<project>[^/]+)/serviceAccounts/(?<email>[^/:]+):${verb}$`),
    write: true,
    permission: `iam.serviceAccounts.${verb}`,
    on: place,
    handle: ({ state, path }) => {
      const account = find(state, path.email);
      if (account.disabled.written !== disabled) account.disabled.set(disabled);
      return {};
    },
  };
}

function place(path: Record<string, string>) {
  inProject(path.project);
  return onAccount(path.email!);
}

export function find(state: State, email: string | undefined): ServiceAccount {
  const account = state.serviceAccounts.get(email ?? '');
  if (!account) throw notFound(`Service account projects/${project}/serviceAccounts/${email}`);
  return account;
}
