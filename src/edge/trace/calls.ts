import type { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { SpanKind, type Tracer } from '@opentelemetry/api';
import { Scope } from './scope.ts';
import type { Attributes } from './traces.ts';

/** A request of fetch(), as its channel shows it. */
interface Fetched {
  origin: string | URL;
  method: string;
  path: string;
}

/** Method, host and path; never the query, which some services sign with, nor headers or bodies. */
function attributesOf(method: string, host: string, path: string): Attributes {
  const { hostname, port } = new URL(`http://${host}`);
  return {
    'http.request.method': method,
    'server.address': hostname,
    ...(port ? { 'server.port': Number(port) } : {}),
    'url.path': path.split(/[?#]/)[0]!,
  };
}

/**
 * A span for each HTTP request that is made while something is traced, whichever client makes it: Node itself tells of
 * them. Requests that belong to nothing traced, such as the exporter's own, are left alone.
 */
export function traceCalls(tracer: Tracer, scopes: AsyncLocalStorage<Scope | undefined>): () => void {
  const open = new WeakMap<object, Scope>();
  const began = (request: object, attributes: () => Attributes) => {
    const above = scopes.getStore();
    if (!above) return;
    try {
      const of = attributes();
      open.set(request, new Scope(tracer, String(of['http.request.method']), of, above, SpanKind.CLIENT));
    } catch {
      // Never in the way of a call, whatever its address looks like.
    }
  };
  const ended = (request: object, status: number | undefined, error?: string) => {
    const scope = open.get(request);
    if (!scope) return;
    open.delete(request);
    if (status !== undefined) scope.note({ 'http.response.status_code': status });
    scope.end(error ?? (status !== undefined && status >= 400 ? String(status) : undefined));
  };
  const failed = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'error');
  const heard: Record<string, (message: never) => void> = {
    'http.client.request.created': ({ request: r }: { request: ClientRequest }) =>
      began(r, () => attributesOf(r.method, String(r.getHeader('host') ?? r.host), r.path)),
    'http.client.response.finish': ({ request, response }: { request: object; response: IncomingMessage }) =>
      ended(request, response.statusCode),
    'http.client.request.error': ({ request, error }: { request: object; error: unknown }) =>
      ended(request, undefined, failed(error)),
    'undici:request:create': ({ request: r }: { request: Fetched }) =>
      began(r, () => attributesOf(r.method, new URL(String(r.origin)).host, r.path)),
    'undici:request:headers': ({ request, response }: { request: object; response: { statusCode: number } }) =>
      ended(request, response.statusCode),
    'undici:request:error': ({ request, error }: { request: object; error: unknown }) =>
      ended(request, undefined, failed(error)),
  };
  const listeners = Object.entries(heard).map(
    ([name, on]) => [name, (message: unknown) => on(message as never)] as const,
  );
  for (const [name, on] of listeners) subscribe(name, on);
  return () => {
    for (const [name, on] of listeners) unsubscribe(name, on);
  };
}
