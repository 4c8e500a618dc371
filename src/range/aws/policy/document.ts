/** An IAM policy as the evaluator reads it: every shorthand spelt out. */
export interface PolicyDocument {
  statements: Statement[];
}

export interface Statement {
  sid: string | undefined;
  effect: 'Allow' | 'Deny';
  /** `not`: everything but these. */
  action: Matched;
  /** Absent in trust policies, where the role itself is the resource. */
  resource: Matched | undefined;
  principal: (Principals & { not: boolean }) | undefined;
  conditions: Condition[];
}

export interface Matched {
  not: boolean;
  patterns: string[];
}

export interface Principals {
  /** `"Principal": "*"`. */
  any: boolean;
  /** Account ids, ARNs, or the unique id of a principal that was deleted. */
  aws: string[];
  federated: string[];
  service: string[];
}

export interface Condition {
  /** Without its set prefix and its IfExists suffix. */
  operator: Operator;
  set: 'any' | 'all' | undefined;
  ifExists: boolean;
  /** Lower case: condition keys are matched without regard to case. */
  key: string;
  values: string[];
}

export const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'Null',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** The document is not one that this cloud takes. Told to the caller as `MalformedPolicyDocument`. */
export class MalformedPolicy extends Error {}

type Raw = { [key: string]: unknown };
const cache = new Map<string, PolicyDocument>();

/** @throws MalformedPolicy also for an operator that the evaluator does not know: nothing is ignored in silence. */
export function parsePolicy(text: string): PolicyDocument {
  const known = cache.get(text);
  if (known) return known;
  let raw: Raw;
  try {
    raw = JSON.parse(text) as Raw;
  } catch {
    throw new MalformedPolicy('Syntax errors in policy.');
  }
  if (!isObject(raw)) throw new MalformedPolicy('Syntax errors in policy.');
  const document = { statements: listOf<Raw>(raw.Statement).map(readStatement) };
  if (document.statements.length === 0) throw new MalformedPolicy('A policy needs a statement.');
  if (cache.size > 500) cache.clear();
  cache.set(text, document);
  return document;
}

function readStatement(raw: Raw): Statement {
  if (!isObject(raw) || (raw.Effect !== 'Allow' && raw.Effect !== 'Deny')) {
    throw new MalformedPolicy('A statement needs the effect Allow or Deny.');
  }
  const action = matched(raw, 'Action');
  if (!action) throw new MalformedPolicy('Policy statement must contain actions.');
  const not = raw.NotPrincipal !== undefined;
  const principal = not ? raw.NotPrincipal : raw.Principal;
  return {
    sid: typeof raw.Sid === 'string' ? raw.Sid : undefined,
    effect: raw.Effect,
    action,
    resource: matched(raw, 'Resource'),
    principal: principal === undefined ? undefined : { ...readPrincipals(principal), not },
    conditions: Object.entries((raw.Condition ?? {}) as Raw).flatMap(([operator, keys]) =>
      Object.entries(keys as Raw).map(([key, values]) => readCondition(operator, key, values)),
    ),
  };
}

function matched(raw: Raw, name: string): Matched | undefined {
  const not = raw[`Not${name}`] !== undefined;
  const patterns = raw[not ? `Not${name}` : name];
  return patterns === undefined ? undefined : { not, patterns: strings(patterns) };
}

function readPrincipals(raw: unknown): Principals {
  if (raw === '*') return { any: true, aws: [], federated: [], service: [] };
  if (!isObject(raw)) throw new MalformedPolicy('Invalid principal in policy.');
  const aws = raw.AWS === undefined ? [] : strings(raw.AWS);
  return {
    any: aws.includes('*'),
    aws,
    federated: raw.Federated === undefined ? [] : strings(raw.Federated),
    service: raw.Service === undefined ? [] : strings(raw.Service),
  };
}

function readCondition(written: string, key: string, values: unknown): Condition {
  const [, set, name, ifExists] = /^(?:ForAn(yValue):|ForA(?:llValues):)?(.*?)(IfExists)?$/.exec(written) ?? [];
  const operator = OPERATORS.find((known) => known === name);
  if (!operator) throw new MalformedPolicy(`Invalid condition operator: ${written}`);
  return {
    operator,
    set: set ? 'any' : written.startsWith('ForAllValues:') ? 'all' : undefined,
    ifExists: ifExists !== undefined,
    key: key.toLowerCase(),
    values: strings(values),
  };
}

function isObject(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf<T>(value: unknown): T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value as T];
}

function strings(value: unknown): string[] {
  return listOf(value).map((item) => {
    if (typeof item === 'string') return item;
    if (typeof item === 'boolean' || typeof item === 'number') return String(item);
    throw new MalformedPolicy('Syntax errors in policy.');
  });
}
