import { WORLD } from '../world.ts';
import type { Resource } from './decide.ts';
import { notFound } from './error.ts';

const { project, projectNumber, organization } = WORLD.gcp;

/** The world has one project, known by its id and by its number; `-` means: wherever the account is. */
export function inProject(id: string | undefined): Resource {
  if (id !== project && id !== projectNumber && id !== '-') throw notFound(`Project ${id}`);
  return { name: `//cloudresourcemanager.googleapis.com/projects/${project}`, level: 'project' };
}

export function inOrganization(): Resource {
  return { name: `//cloudresourcemanager.googleapis.com/organizations/${organization}`, level: 'organization' };
}

export function onAccount(email: string): Resource {
  const name = `//iam.googleapis.com/projects/${project}/serviceAccounts/${email}`;
  return { name, level: 'project', account: email };
}
