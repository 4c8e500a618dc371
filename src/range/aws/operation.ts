import type { Decision } from './policy/evaluate.ts';
import type { AwsState, Session } from './state.ts';

/** Parameters as sent: a form's dotted names or a JSON body, as nested objects and lists. */
export type Param = string | Param[] | { [name: string]: Param };
export type Params = { [name: string]: Param };

export interface ApiCall {
  state: AwsState;
  /** `PutRolePolicy`. */
  action: string;
  params: Params;
  region: string;
  sourceIp: string;
  /** Undefined for calls that need no signature. */
  caller: Session | undefined;
}

/** One API operation: what it is called in policies, what it is authorised against, and what it does. */
export interface Operation {
  permission: string;
  write: boolean;
  /** ARNs or `*`; the caller must be allowed on each. */
  resources(call: ApiCall): string[];
  /** Condition keys that only this operation carries. */
  context?(call: ApiCall): Record<string, string | string[]>;
  /** For operations that are not decided by the caller's own policies alone. */
  authorize?(call: ApiCall): Decision;
  answer(call: ApiCall): object;
}

export type Operations = Record<string, Operation>;

/** An error answer, with the provider's own code. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** A required text parameter. */
export function text(params: Params, name: string): string {
  const value = params[name];
  if (typeof value !== 'string' || value === '') throw new AwsError('ValidationError', `${name} is required.`);
  return value;
}

export function optional(params: Params, name: string): string | undefined {
  const value = params[name];
  return typeof value === 'string' ? value : undefined;
}

/** A list of texts; empty when absent. */
export function texts(params: Params, name: string): string[] {
  return list(params, name).filter((item) => typeof item === 'string');
}

export function objects(params: Params, name: string): Params[] {
  return list(params, name).filter((item) => typeof item === 'object' && !Array.isArray(item)) as Params[];
}

function list(params: Params, name: string): Param[] {
  const value = params[name];
  return Array.isArray(value) ? value : [];
}
