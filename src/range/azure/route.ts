import type { Session, World } from './world.ts';

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** One authenticated call, as a handler sees it. */
export interface Asked {
  world: World;
  caller: Session;
  /** Named groups of the route's path, decoded. */
  path: Record<string, string>;
  query: URLSearchParams;
  body: Record<string, unknown>;
  /** `https://127.0.0.1:port`, for links in answers. */
  origin: string;
}

export interface Route {
  plane: 'arm' | 'graph';
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: RegExp;
  /** Provider's name of the permission: an RBAC action, or a Microsoft Graph application permission. */
  permission: string;
  write: boolean;
  /** ARM: the scope that RBAC is asked about. Graph: the object, for permissions that depend on owning it. */
  resource(path: Record<string, string>): string;
  handle(asked: Asked): Reply;
}

/** The error shape that ARM and Microsoft Graph share. */
export function refusal(status: number, code: string, message: string, more: Record<string, unknown> = {}): Reply {
  return { status, body: { error: { code, message, ...more } } };
}

/** A failed OAuth answer, as Entra's token endpoint gives it. */
export function oauthRefusal(status: number, error: string, code: number, message: string): Reply {
  return { status, body: { error, error_description: `AADSTS${code}: ${message}`, error_codes: [code] } };
}
