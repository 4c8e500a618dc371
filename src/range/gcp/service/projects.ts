import { WORLD } from '../../world.ts';
import { decide } from '../decide.ts';
import { inOrganization, inProject } from '../place.ts';
import type { Route } from '../route.ts';

const host = 'cloudresourcemanager.googleapis.com';
const { organization, project, projectNumber } = WORLD.gcp;

/** Resource Manager v3, as far as it is asked: the two containers, and what a caller may do in the project. */
export const projectRoutes: Route[] = [
  {
    host,
    method: 'GET',
    path: /^\/v3\/projects\/(?<project>[^/:]+)$/,
    write: false,
    permission: 'resourcemanager.projects.get',
    on: ({ project: id }) => inProject(id),
    handle: () => ({
      name: `projects/${projectNumber}`,
      parent: `organizations/${organization}`,
      projectId: project,
      state: 'ACTIVE',
      displayName: project,
    }),
  },
  {
    host,
    method: 'GET',
    path: /^\/v3\/organizations\/(?<organization>[^/:]+)$/,
    write: false,
    permission: 'resourcemanager.organizations.get',
    on: inOrganization,
    handle: () => ({ name: `organizations/${organization}`, displayName: 'contoso.example', state: 'ACTIVE' }),
  },
  {
    host,
    method: 'POST',
    path: /^\/v3\/projects\/(?<project>[^/:]+):getIamPolicy$/,
    write: false,
    permission: 'resourcemanager.projects.getIamPolicy',
    on: ({ project: id }) => inProject(id),
    handle: ({ state }) => ({ version: 3, etag: 'BwXrange', bindings: state.projectBindings }),
  },
  {
    host,
    method: 'POST',
    path: /^\/v3\/projects\/(?<project>[^/:]+):testIamPermissions$/,
    write: false,
    // The call itself needs no permission; the log names what was asked about.
    permission: ({ body }) => (body.permissions as string[]).join(','),
    unguarded: true,
    on: ({ project: id }) => inProject(id),
    handle: ({ state, body, session, path }) => {
      const asked = body.permissions as string[];
      const held = asked.filter((p) => decide(state, session.principal, p, inProject(path.project)).allowed);
      return held.length > 0 ? { permissions: held } : {};
    },
  },
];
