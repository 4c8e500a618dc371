import { type Asked, type Reply, type Route, refusal } from './route.ts';
import type { Application, FederatedCredential, ServicePrincipal } from './world.ts';

const OWNED = 'Application.ReadWrite.OwnedBy';
const id = '(?<id>[0-9a-f-]{36})';

function route(
  method: Route['method'],
  path: string,
  permission: string,
  write: boolean,
  handle: Route['handle'],
): Route {
  const version = path.startsWith('/auditLogs') ? '/beta' : '/v1\\.0';
  return {
    plane: 'graph',
    method,
    path: new RegExp(`^${version}${path}$`, 'i'),
    permission,
    write,
    resource: (p) => p.id ?? p.client ?? '/auditLogs/signIns',
    handle,
  };
}

const missing = (what: string) => refusal(404, 'Request_ResourceNotFound', `Resource '${what}' does not exist.`);

function withApplication(asked: Asked, then: (application: Application) => Reply): Reply {
  const application = asked.world.applications.get(asked.path.id!);
  return application ? then(application) : missing(asked.path.id!);
}

function withPrincipal(asked: Asked, then: (principal: ServicePrincipal) => Reply): Reply {
  const { id, client } = asked.path;
  const all = asked.world.servicePrincipals;
  const principal = id ? all.get(id) : [...all.values()].find((p) => p.appId === client);
  return principal ? then(principal) : missing(id ?? client!);
}

function showUser(asked: Asked): Reply {
  const user = asked.world.users.get(asked.path.id!);
  if (!user) return missing(asked.path.id!);
  const { userPrincipalName, userType, accountEnabled } = user;
  const signInSessionsValidFromDateTime = new Date(user.validFrom.written).toISOString();
  return {
    status: 200,
    body: { id: user.id, userPrincipalName, userType, accountEnabled, signInSessionsValidFromDateTime },
  };
}

function revoke(asked: Asked): Reply {
  const user = asked.world.users.get(asked.path.id!);
  if (!user) return missing(asked.path.id!);
  user.validFrom.set(asked.world.kernel.now().getTime());
  return { status: 200, body: { value: true } };
}

function showPrincipal(asked: Asked): Reply {
  return withPrincipal(asked, (p) => ({
    status: 200,
    body: {
      id: p.id,
      appId: p.appId,
      displayName: p.displayName,
      servicePrincipalType: p.servicePrincipalType,
      accountEnabled: p.enabled.written,
    },
  }));
}

function changePrincipal(asked: Asked): Reply {
  const enabled = asked.body.accountEnabled;
  if (typeof enabled !== 'boolean') return refusal(400, 'Request_BadRequest', 'accountEnabled must be a boolean.');
  return withPrincipal(asked, (p) => {
    p.enabled.set(enabled);
    return { status: 204 };
  });
}

function showApplication(asked: Asked): Reply {
  return withApplication(asked, (a) => ({
    status: 200,
    body: {
      id: a.id,
      appId: a.appId,
      displayName: a.displayName,
      passwordCredentials: a.secrets.map((displayName) => ({ displayName })),
      keyCredentials: [],
    },
  }));
}

function addCredential(asked: Asked): Reply {
  const { name, issuer, subject, audiences, description } = asked.body as unknown as FederatedCredential;
  if (!name || !issuer || !subject || !audiences) return refusal(400, 'Request_BadRequest', 'A property is missing.');
  return withApplication(asked, (a) => {
    const written = a.credentials.written;
    if (written.some((c) => c.name === name || (c.issuer === issuer && c.subject === subject))) {
      return refusal(409, 'Request_MultipleObjectsWithSameKeyValue', 'A conflicting object is present.');
    }
    const made = { id: asked.world.kernel.uuid(), name, issuer, subject, audiences, description: description ?? null };
    a.credentials.set([...written, made]);
    return { status: 201, body: made };
  });
}

function removeCredential(asked: Asked): Reply {
  return withApplication(asked, (a) => {
    const left = a.credentials.written.filter((c) => c.id !== asked.path.fic && c.name !== asked.path.fic);
    if (left.length === a.credentials.written.length) return missing(asked.path.fic!);
    a.credentials.set(left);
    return { status: 204 };
  });
}

/** The sign-in log. The range has no lag; the product says that Entra has. */
function listSignIns(asked: Asked): Reply {
  if (!asked.world.signInLogLicensed) {
    const code = 'Authentication_RequestFromNonPremiumTenantOrB2CTenant';
    return refusal(403, code, "Neither tenant is B2C or tenant doesn't have premium license.");
  }
  const filter = asked.query.get('$filter') ?? '';
  const user = /userId eq '([^']+)'/.exec(filter)?.[1];
  const since = /createdDateTime ge (\S+)/.exec(filter)?.[1];
  const type = /t eq '([^']+)'/.exec(filter)?.[1];
  if (!user || !since || type !== 'nonInteractiveUser') return refusal(400, 'BadRequest', 'The filter is not valid.');
  const value = asked.world.signIns
    .filter((s) => s.type === type && s.principal === user && s.at >= Date.parse(since))
    .map((s) => ({
      createdDateTime: new Date(s.at).toISOString(),
      status: { errorCode: s.errorCode, failureReason: s.reason },
    }))
    .reverse();
  return { status: 200, body: { value } };
}

export const GRAPH_ROUTES: Route[] = [
  route('GET', `/users/${id}`, 'User.Read.All', false, showUser),
  route('POST', `/users/${id}/revokeSignInSessions`, 'User.RevokeSessions.All', true, revoke),
  route('GET', `/servicePrincipals/${id}`, 'Application.Read.All', false, showPrincipal),
  route('GET', "/servicePrincipals\\(appId='(?<client>[^']+)'\\)", 'Application.Read.All', false, showPrincipal),
  route('PATCH', `/servicePrincipals/${id}`, OWNED, true, changePrincipal),
  route('GET', `/applications/${id}`, 'Application.Read.All', false, showApplication),
  route('GET', `/applications/${id}/federatedIdentityCredentials`, 'Application.Read.All', false, (asked) =>
    withApplication(asked, (a) => ({ status: 200, body: { value: a.credentials.written } })),
  ),
  route('POST', `/applications/${id}/federatedIdentityCredentials`, OWNED, true, addCredential),
  route('DELETE', `/applications/${id}/federatedIdentityCredentials/(?<fic>[^/]+)`, OWNED, true, removeCredential),
  route('GET', '/auditLogs/signIns', 'AuditLog.Read.All', false, listSignIns),
];
