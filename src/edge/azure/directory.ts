import { z } from 'zod';
import type { Directory, Federated } from '../../action/azure/directory.ts';
import { Fault } from '../../domain/fault.ts';
import type { Rest } from './rest.ts';

const User = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  userType: z
    .string()
    .nullish()
    .transform((type) => type ?? null),
  accountEnabled: z.boolean(),
  signInSessionsValidFromDateTime: z.iso.datetime({ offset: true }),
});

const Principal = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: z.string(),
  servicePrincipalType: z.string(),
  accountEnabled: z.boolean(),
});

const Application = z
  .object({
    id: z.string(),
    appId: z.string(),
    displayName: z.string(),
    passwordCredentials: z.array(z.unknown()),
    keyCredentials: z.array(z.unknown()),
  })
  .transform(({ passwordCredentials, keyCredentials, ...application }) => ({
    ...application,
    secrets: passwordCredentials.length,
    certificates: keyCredentials.length,
  }));

const Credential = z.object({
  id: z.string(),
  name: z.string(),
  issuer: z.string(),
  subject: z
    .string()
    .nullish()
    .transform((subject) => subject ?? null),
  audiences: z.array(z.string()),
  description: z
    .string()
    .nullish()
    .transform((description) => description ?? null),
  claimsMatchingExpression: z
    .object({ value: z.string(), languageVersion: z.number() })
    .nullish()
    .transform((expression) => expression ?? null),
});

const SignIns = z.object({
  value: z.array(
    z
      .object({
        createdDateTime: z.iso.datetime({ offset: true }),
        status: z.object({ errorCode: z.number(), failureReason: z.string().nullish() }),
      })
      .transform(({ createdDateTime, status }) => ({
        at: createdDateTime,
        errorCode: status.errorCode,
        reason: status.failureReason ?? '',
      })),
  ),
});

const READ_APPS = 'Application.Read.All';
const WRITE_APPS = 'Application.ReadWrite.OwnedBy';
/** Graph's answer where the tenant has no licence for the sign-in log. */
const UNLICENSED = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant';

/** Microsoft Graph, as far as Quell needs it. */
export function directoryOver(graph: Rest): Directory {
  const id = encodeURIComponent;
  const application = (app: string) => `/v1.0/applications/${id(app)}`;
  const readPrincipal = (which: string, signal: AbortSignal) => {
    const path = `/v1.0/servicePrincipals${which}?$select=id,appId,displayName,servicePrincipalType,accountEnabled`;
    return graph.read({ method: 'GET', path, permission: READ_APPS, signal }, Principal);
  };
  return {
    user: (user, signal) =>
      graph.read(
        {
          method: 'GET',
          path: `/v1.0/users/${id(user)}?$select=id,userPrincipalName,userType,accountEnabled,signInSessionsValidFromDateTime`,
          permission: 'User.Read.All',
          signal,
        },
        User,
      ),
    async revokeSessions(user, signal) {
      const path = `/v1.0/users/${id(user)}/revokeSignInSessions`;
      const call = { method: 'POST' as const, path, permission: 'User.RevokeSessions.All', signal };
      await graph.read(call, z.object({ value: z.literal(true) }));
    },
    async silentSignIns(user, since, signal) {
      const filter = `userId eq '${user}' and createdDateTime ge ${since} and signInEventTypes/any(t: t eq 'nonInteractiveUser')`;
      const path = `/beta/auditLogs/signIns?$top=50&$filter=${id(filter)}`;
      try {
        const { value } = await graph.read({ method: 'GET', path, permission: 'AuditLog.Read.All', signal }, SignIns);
        return value.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
      } catch (error) {
        if (error instanceof Fault && (error.cause as { code?: string } | undefined)?.code === UNLICENSED) return null;
        throw error;
      }
    },
    servicePrincipal: (principal, signal) => readPrincipal(`/${id(principal)}`, signal),
    byClientId: (client, signal) => readPrincipal(`(appId='${id(client)}')`, signal),
    enableServicePrincipal: (principal, accountEnabled, signal) =>
      graph.send({
        method: 'PATCH',
        path: `/v1.0/servicePrincipals/${id(principal)}`,
        body: { accountEnabled },
        permission: WRITE_APPS,
        signal,
      }),
    application: (app, signal) =>
      graph.read(
        {
          method: 'GET',
          path: `${application(app)}?$select=id,appId,displayName,passwordCredentials,keyCredentials`,
          permission: READ_APPS,
          signal,
        },
        Application,
      ),
    async federated(app, signal) {
      const path = `${application(app)}/federatedIdentityCredentials`;
      // An application holds at most 20 of them, which is less than a page.
      const shape = z.object({ value: z.array(Credential) });
      return (await graph.read({ method: 'GET', path, permission: READ_APPS, signal }, shape)).value;
    },
    addFederated: (app, credential, signal) =>
      graph.send({
        method: 'POST',
        path: `${application(app)}/federatedIdentityCredentials`,
        body: withoutNulls(credential),
        permission: WRITE_APPS,
        signal,
      }),
    removeFederated: (app, credential, signal) =>
      graph.send({
        method: 'DELETE',
        path: `${application(app)}/federatedIdentityCredentials/${id(credential)}`,
        permission: WRITE_APPS,
        signal,
      }),
  };
}

/** Graph refuses some properties when they are sent as null. */
function withoutNulls({ name, issuer, subject, audiences, description, claimsMatchingExpression }: Federated): object {
  const all = { name, issuer, subject, audiences, description, claimsMatchingExpression };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}
