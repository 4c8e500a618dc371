import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Weather } from '../kernel.ts';
import { decide, type Resource } from './decide.ts';
import { ApiError, errorBody, notFound, permissionDenied, refusal } from './error.ts';
import type { Caller, OpenRoute, Route } from './route.ts';
import { holder, mustBeAlive } from './sessions.ts';
import type { Session, State } from './state.ts';

interface Reply {
  status: number;
  body: unknown;
  allowed: boolean;
  reason: string;
  headers?: Record<string, string>;
}

interface Match {
  route: Route | OpenRoute;
  path: Record<string, string>;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

/** Serves all of Google's hosts on one port of loopback: `/<host>/<path>`, and IAM itself at the root. */
export async function serve(state: State, routes: (Route | OpenRoute)[]) {
  const server = createServer((request, response) => {
    answer(state, routes, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(state: State, routes: (Route | OpenRoute)[], request: IncomingMessage, response: ServerResponse) {
  const match = await find(routes, request);
  if (!match) return unknown(state, request, response);
  const { route, path, body } = match;
  const session = holder(state, request.headers.authorization);
  const caller = 'caller' in route ? route.caller(state, body) : whose(session);
  const permission = typeof route.permission === 'string' ? route.permission : route.permission({ path, body });
  const on = route.on(path);
  const struck = state.kernel.strike('gcp', permission, caller.who);
  const reply =
    (struck && struck !== 'lost-answer' && struck !== 'stale-read' && storm(struck, permission, on)) ||
    state.kernel.reading(route.write ? undefined : struck, () => run(state, match, session, permission, on));
  const { allowed, reason, status } = reply;
  const entry = { ...caller, permission, resource: on.name, write: route.write, allowed, reason, status };
  state.kernel.record({ cloud: 'gcp', ...entry });
  if (struck === 'hang-up' || struck === 'lost-answer') return response.destroy();
  send(state, response, reply, struck === 'garbage');
}

function run(state: State, match: Match, session: Session | undefined, permission: string, on: Resource): Reply {
  const { route, ...asked } = match;
  try {
    if ('exchange' in route)
      return { status: 200, body: route.exchange(state, asked.body), allowed: true, reason: 'exchanged' };
    const alive = mustBeAlive(state, session);
    const decision = route.unguarded
      ? { allowed: true, reason: 'needs no permission' }
      : decide(state, alive.principal, permission, on);
    if (!decision.allowed) throw permissionDenied(permission, on.name, decision.reason);
    return { status: 200, body: route.handle({ state, ...asked, session: alive }), ...decision };
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** What a call meets in bad weather instead of an answer. */
function storm(kind: Exclude<Weather['kind'], 'lost-answer' | 'stale-read'>, permission: string, on: Resource): Reply {
  const shown = (error: ApiError, headers?: Record<string, string>): Reply => ({
    status: error.status,
    body: error.body,
    allowed: error.allowed,
    reason: error.reason,
    ...(headers ? { headers } : {}),
  });
  switch (kind) {
    case 'throttle':
      return shown(refusal(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for quota metric requests.', 'throttled'), {
        'retry-after': '1',
      });
    case 'denied':
      return shown(permissionDenied(permission, on.name, 'denied by weather'));
    case 'server-error':
      return shown(refusal(503, 'UNAVAILABLE', 'The service is currently unavailable.', 'server error'));
    case 'garbage':
    case 'hang-up':
      return { status: 200, body: {}, allowed: false, reason: kind };
  }
}

async function find(routes: (Route | OpenRoute)[], request: IncomingMessage): Promise<Match | undefined> {
  const url = new URL(request.url ?? '/', 'http://range');
  const prefix = /^\/([a-z]+\.googleapis\.com)(?=\/)/.exec(url.pathname)?.[1];
  const host = prefix ?? 'iam.googleapis.com';
  const path = prefix ? url.pathname.slice(prefix.length + 1) : url.pathname;
  const body = await bodyOf(request);
  for (const route of routes) {
    const found = route.host === host && route.method === request.method && route.path.exec(path);
    if (!found) continue;
    const groups = Object.fromEntries(Object.entries(found.groups ?? {}).map(([k, v]) => [k, decoded(v)]));
    return { route, path: groups, query: url.searchParams, body };
  }
  return undefined;
}

/** Google's own REST client encodes an encoded name once more; the service reads both. */
function decoded(text: string): string {
  const once = decodeURIComponent(text);
  return once.includes('%2F') ? decodeURIComponent(once) : once;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  if (!text) return {};
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** A path that the range does not speak: recorded, so that no call goes unseen. */
function unknown(state: State, request: IncomingMessage, response: ServerResponse) {
  const caller = whose(holder(state, request.headers.authorization));
  const resource = `${request.method} ${request.url}`;
  const error = notFound('The requested URL');
  const entry = { ...caller, permission: 'unknown', resource, write: request.method !== 'GET', allowed: false };
  state.kernel.record({ cloud: 'gcp', ...entry, reason: 'no such API', status: 404 });
  send(state, response, { status: 404, body: error.body, allowed: false, reason: error.reason }, false);
}

function whose(session: Session | undefined): Caller {
  return session ? { who: session.who, principal: session.principal.name } : { who: 'nobody', principal: 'anonymous' };
}

function send(state: State, response: ServerResponse, reply: Reply, broken: boolean) {
  const text = broken ? '{"name": "projects/' : JSON.stringify(reply.body ?? errorBody(500, 'INTERNAL', 'No body.'));
  const date = state.kernel.now().toUTCString();
  response.writeHead(reply.status, { 'content-type': 'application/json; charset=UTF-8', date, ...reply.headers });
  response.end(text);
}
