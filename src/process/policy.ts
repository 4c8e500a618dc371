import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Policy, Question } from '../approval/policy.ts';
import { type Roles, rolesOf, withRoles } from '../approval/roles.ts';
import { readRoles } from '../config/roles.ts';
import type { Config } from '../config.ts';
import { Fault } from '../domain/fault.ts';
import { openPolicy } from '../edge/opa/open.ts';
import type { Log } from '../job/worker.ts';

/** The policy that comes with Quell. */
export const SHIPPED = fileURLToPath(new URL('../../policy', import.meta.url));

export interface PolicySource {
  /** Directory of policy.wasm and the Rego; the shipped one when left out. */
  directory?: string;
  /** Path of roles.yaml; the one in the directory when left out. */
  roles?: string;
  /** Address of an OPA server, which then answers in place of policy.wasm. */
  url?: string;
  token?: string;
  timeoutMs?: number;
}

/** What the configuration says of it. */
export function policySource({ policy, roles, environment }: Config): PolicySource {
  const { opaUrl, opaToken } = environment;
  return {
    ...(policy ? { directory: policy } : {}),
    ...(roles ? { roles } : {}),
    ...(opaUrl ? { url: opaUrl } : {}),
    ...(opaToken ? { token: opaToken.reveal() } : {}),
  };
}

/** @throws Fault `policy.roles` with file:line:column */
export async function rolesFrom({ directory = SHIPPED, roles }: PolicySource): Promise<Roles> {
  const file = roles ?? join(directory, 'roles.yaml');
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new Fault({
      code: 'policy.roles',
      message: `${file}, which says who has which role, cannot be read.`,
      fix: 'Put it back, or name another one under `roles` in quell.yaml.',
      retry: 'when-fixed',
      cause,
    });
  });
  return readRoles(text, file);
}

/**
 * The policy, which knows people by roles.yaml whatever roles a question comes with.
 * @throws Fault `policy.stale`, `policy.unreadable`, `policy.roles`
 */
export async function policyOf(source: PolicySource, log: Pick<Log, 'warn'>): Promise<Policy> {
  const roles = await rolesFrom(source);
  const { directory = SHIPPED, url, token, timeoutMs } = source;
  const policy = await openPolicy({
    directory,
    log,
    ...(url ? { url } : {}),
    ...(token ? { token } : {}),
    ...(timeoutMs ? { timeoutMs } : {}),
  });
  const known = (question: Question): Question => {
    try {
      return withRoles(roles, question);
    } catch {
      // Without a person that can be read, the policy says no by itself.
      return question;
    }
  };
  return {
    ask: (question) => policy.ask(known(question)),
    demands: (question) => policy.demands(known(question)),
    rolesOf: ({ groups, unread }) => rolesOf(roles, groups, unread),
  };
}
