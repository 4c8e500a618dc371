import type { AwsError, Param, Params } from './operation.ts';

export type Protocol = 'query' | 'ec2' | 'json';

interface Service {
  protocol: Protocol;
  namespace: string;
  /** Error code for a refusal, and for a call too many. */
  denied: string;
  throttled: string;
  expired: string;
}

const query = { protocol: 'query', denied: 'AccessDenied', throttled: 'Throttling', expired: 'ExpiredToken' } as const;

/** How each service talks, by the name in a signature's scope. */
export const SERVICES: Readonly<Record<string, Service>> = {
  iam: { ...query, namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
  sts: { ...query, namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
  autoscaling: { ...query, namespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/' },
  ec2: {
    protocol: 'ec2',
    namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    denied: 'UnauthorizedOperation',
    throttled: 'RequestLimitExceeded',
    expired: 'RequestExpired',
  },
  organizations: {
    protocol: 'json',
    namespace: '',
    denied: 'AccessDeniedException',
    throttled: 'TooManyRequestsException',
    expired: 'ExpiredTokenException',
  },
};

/** A form body as nested objects: `A.member.1.B=x` and EC2's `A.1.B=x` both give `{A: [{B: 'x'}]}`. */
export function readForm(body: string): Params {
  const root: Params = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.split('.').filter((part) => part !== 'member');
    let at = root;
    for (const part of path.slice(0, -1)) {
      at[part] ??= Object.create(null) as Params;
      if (typeof at[part] !== 'object') break;
      at = at[part] as Params;
    }
    at[path.at(-1)!] = value;
  }
  return listed(root) as Params;
}

function listed(value: Param): Param {
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) {
    return keys.sort((a, b) => Number(a) - Number(b)).map((key) => listed(value[key]!));
  }
  const named: Params = Object.create(null);
  for (const key of keys) named[key] = listed(value[key]!);
  return named;
}

export function writeAnswer(service: string, action: string, result: object, requestId: string): string {
  const { protocol, namespace } = SERVICES[service]!;
  if (protocol === 'json') return JSON.stringify(result);
  if (protocol === 'ec2') {
    return `<${action}Response xmlns="${namespace}"><requestId>${requestId}</requestId>${elements(result, 'item')}</${action}Response>`;
  }
  const body = `<${action}Result>${elements(result, 'member')}</${action}Result>`;
  return `<${action}Response xmlns="${namespace}">${body}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;
}

export function writeError(service: string, error: AwsError, requestId: string): string {
  const { protocol, namespace } = SERVICES[service]!;
  if (protocol === 'json') return JSON.stringify({ __type: error.code, Message: error.message });
  const inner = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  if (protocol === 'ec2') {
    return `<Response><Errors><Error>${inner}</Error></Errors><RequestID>${requestId}</RequestID></Response>`;
  }
  const type = error.status >= 500 ? 'Receiver' : 'Sender';
  return `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type>${inner}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

function elements(value: unknown, item: string): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map((one) => `<${item}>${elements(one, item)}</${item}>`).join('');
  if (typeof value === 'object') {
    return Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => `<${name}>${elements(inner, item)}</${name}>`)
      .join('');
  }
  return escapeXml(String(value));
}

function escapeXml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (char) => names[char]!);
}
