import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { loopbackCertificate } from '../certificate.ts';
import { ARM_ROUTES } from './arm.ts';
import { authorize } from './authorize.ts';
import { GRAPH_ROUTES } from './graph.ts';
import { openidConfiguration, token } from './login.ts';
import { type Reply, type Route, refusal } from './route.ts';
import { denied, struck } from './weather.ts';
import type { World } from './world.ts';

export interface Listening {
  /** `https://127.0.0.1:port` of login, Graph and ARM alike. */
  origin: string;
  /** PEM of the authority that signed the server's certificate. */
  ca: string;
  close(): Promise<void>;
}

const ROUTES: readonly Route[] = [...GRAPH_ROUTES, ...ARM_ROUTES];

/** Serves one world over https on loopback. */
export async function listen(world: World): Promise<Listening> {
  const { key, certificate } = await loopbackCertificate(world.kernel.now());
  let origin = '';
  const server: Server = createServer({ key, cert: certificate }, (request, response) => {
    // By the name that it was asked for, as any front door does: what goes through a proxy goes on through it.
    answer(world, request.headers.host ? `https://${request.headers.host}` : origin, request)
      .catch((error: unknown) => refusal(500, 'InternalServerError', String(error)))
      .then((reply) => send(world, response, reply));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // Known once and for all: a request may still come in while the server is being closed.
  origin = originOf(server);
  return {
    origin,
    ca: certificate,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const originOf = (server: Server) => `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function answer(world: World, origin: string, request: IncomingMessage): Promise<Reply | 'hang-up'> {
  const url = new URL(request.url ?? '/', origin);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const login = new RegExp(`^/${world.tenant}/(v2\\.0/\\.well-known/openid-configuration|oauth2/v2\\.0/token)$`, 'i');
  const door = login.exec(url.pathname)?.[1];
  if (door) return signIn(world, origin, door.startsWith('oauth2'), text);
  return call(world, origin, request, url, text);
}

function signIn(world: World, origin: string, wantsToken: boolean, text: string): Reply | 'hang-up' {
  if (!wantsToken) {
    const kind = world.kernel.strike('azure', 'openid-configuration', 'anonymous');
    return struck(kind, 'login', 'openid-configuration') ?? openidConfiguration(world, origin);
  }
  const done = token(world, new URLSearchParams(text));
  const kind = world.kernel.strike('azure', 'oauth2/token', done.who);
  world.kernel.record({
    cloud: 'azure',
    who: done.who,
    principal: done.principal,
    permission: 'oauth2/token',
    resource: `/${world.tenant}`,
    write: false,
    allowed: done.allowed && !kind,
    reason: kind ?? done.reason,
    status: kind ? 0 : done.reply.status,
  });
  return struck(kind, 'login', 'oauth2/token') ?? done.reply;
}

/** One call of ARM or Graph: who is it, what do they want, what is the weather, may they, and only then do it. */
function call(world: World, origin: string, request: IncomingMessage, url: URL, text: string): Reply | 'hang-up' {
  const plane = /^\/(v1\.0|beta)\//.test(url.pathname) ? 'graph' : 'arm';
  const pathname = decodeURIComponent(url.pathname);
  const found = ROUTES.filter((r) => r.plane === plane && r.method === request.method)
    .map((route) => ({ route, match: route.path.exec(pathname) }))
    .find(({ match }) => match);
  const path = { ...found?.match?.groups };
  const permission = found?.route.permission ?? `${request.method} ${pathname}`;
  const resource = found?.route.resource(path) ?? pathname;
  const verdict = authorize(world, request.headers.authorization, plane, found?.route, resource);
  const kind = world.kernel.strike('azure', permission, verdict.who);
  let reply: Reply | 'hang-up';
  const hit = kind === 'lost-answer' ? undefined : struck(kind, plane, permission);
  if (hit) reply = hit;
  else if (!verdict.caller) reply = refusal(401, 'InvalidAuthenticationToken', verdict.reason);
  else if (!found) reply = refusal(404, 'InvalidResourceType', `Nothing is known at '${pathname}'.`);
  else if (!verdict.allowed) reply = denied(plane, verdict.principal, permission, resource);
  else {
    const body = text ? (JSON.parse(text) as Record<string, unknown>) : {};
    const asked = { world, caller: verdict.caller, path, query: url.searchParams, body, origin };
    reply = world.kernel.reading(found.route.write ? undefined : kind, () => found.route.handle(asked));
    if (kind === 'lost-answer') reply = 'hang-up';
  }
  world.kernel.record({
    cloud: 'azure',
    who: verdict.who,
    principal: verdict.principal,
    permission,
    resource,
    write: found?.route.write ?? false,
    allowed: verdict.allowed && kind !== 'denied' && !refusedByPolicy(reply),
    reason: kind ?? (refusedByPolicy(reply) ? 'RequestDisallowedByPolicy' : verdict.reason),
    status: reply === 'hang-up' ? 0 : reply.status,
  });
  return reply;
}

/** A 403 from the handler itself: RBAC let the call in and the policy engine turned it away. */
const refusedByPolicy = (reply: Reply | 'hang-up') => reply !== 'hang-up' && reply.status === 403;

function send(world: World, response: ServerResponse, reply: Reply | 'hang-up'): void {
  if (reply === 'hang-up') {
    response.socket?.destroy();
    return;
  }
  const body = typeof reply.body === 'string' ? reply.body : reply.body === undefined ? '' : JSON.stringify(reply.body);
  response.sendDate = false;
  response.writeHead(reply.status, {
    ...(body ? { 'content-type': 'application/json; charset=utf-8' } : {}),
    'content-length': Buffer.byteLength(body),
    date: world.kernel.now().toUTCString(),
    'x-ms-request-id': world.kernel.uuid(),
    ...reply.headers,
  });
  response.end(body);
}
