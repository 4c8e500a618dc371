import type { Resource } from './decide.ts';
import type { Session, State } from './state.ts';

/** One call as a handler sees it: authenticated and authorised. */
export interface Asked {
  state: State;
  /** Named groups of the route's path, decoded. */
  path: Record<string, string>;
  query: URLSearchParams;
  /** Parsed JSON or form; an empty object when there is none. */
  body: Record<string, unknown>;
  session: Session;
}

/** Who is calling, when it is not the bearer of an access token. */
export interface Caller {
  who: string;
  principal: string;
}

interface Common {
  /** `compute.googleapis.com`. */
  host: string;
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: RegExp;
  write: boolean;
}

export interface Route extends Common {
  /** Google's name of the permission that this call needs. */
  permission: string | ((asked: Pick<Asked, 'path' | 'body'>) => string);
  on(path: Record<string, string>): Resource;
  /** testIamPermissions alone: anybody who is known may call it. */
  unguarded?: true;
  handle(asked: Asked): unknown;
}

/** A route whose credential is in the body: the token endpoint. */
export interface OpenRoute extends Common {
  permission: string;
  on(path: Record<string, string>): Resource;
  caller(state: State, body: Record<string, unknown>): Caller;
  exchange(state: State, body: Record<string, unknown>): unknown;
}
