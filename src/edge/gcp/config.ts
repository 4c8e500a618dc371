import { z } from 'zod';

const account = (what: string) =>
  z
    .string()
    .regex(/^[^@\s]+@[^@\s]+$/, 'must be the e-mail address of a service account')
    .describe(`E-mail address of the service account that ${what}. Quell impersonates it; it needs no key.`);

const identities = {
  reader_service_account: account('plans and verifies'),
  responder_service_account: account('contains and releases'),
};

const project = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, 'must be a project id')
    .describe('Project id, as in `gcloud projects list`.'),
  number: z.string().regex(/^\d+$/).describe('Project number; workload identity pools are named by it.'),
  name: z.string().optional().describe('What people call this project. The id when not given.'),
  ...identities,
});

const organization = z.strictObject({
  id: z.string().regex(/^\d+$/).describe('Organization number, as in `gcloud organizations list`.'),
  name: z.string().optional().describe('What people call this organization.'),
  workforce_pools: z
    .array(z.string())
    .default([])
    .describe('Workforce identity pools that `quell doctor` looks at and whose sessions may be revoked.'),
  ...identities,
});

/** The `gcp:` section of quell.yaml. */
export const gcpConfig = z.strictObject({
  projects: z.array(project).default([]).describe('Projects that Quell may act in.'),
  organization: organization.optional().describe('The organization, for workforce identity federation.'),
  break_glass: z
    .array(z.string().regex(/^principal(Set)?:\/\//, 'must start with principal:// or principalSet://'))
    .default([])
    .describe('People who are exempt from every deny policy of Quell: `principal://goog/subject/ana@example.com`.'),
});

export type GcpConfig = z.infer<typeof gcpConfig>;
export type GcpConfigInput = z.input<typeof gcpConfig>;

/** Replaces endpoints and credentials, and nothing else. The range passes it; production leaves it out. */
export interface GcpAccess {
  /** `http://127.0.0.1:40123`; the host of the real API becomes the first part of the path, but for IAM itself. */
  endpoint: string;
  /** The workload identity that Quell starts from, in place of Application Default Credentials. */
  federation: { audience: string; subjectToken(): Promise<string> };
}
