import { type CloudFault, Fault, type Retry } from '../../domain/fault.ts';
import { withoutSecrets } from '../../domain/secret-shape.ts';

/** Who called what: for sentences that name the one to mend. */
export interface Caller {
  /** `reader role of account 111122223333 (ml-prod)`. */
  as: string;
  /** `GetRole`. */
  operation: string;
}

/** What the SDK attaches to everything that it throws. All of it may be missing, and what the answer said may be no text. */
interface Thrown {
  name?: unknown;
  message?: unknown;
  code?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { headers?: Record<string, string> };
}

/** Targets are refused before AWS is asked. */
type Kind = Exclude<CloudFault, 'unknown-target'>;

const NAMES: [Kind, RegExp][] = [
  [
    'throttled',
    /^(Throttling|ThrottledException|RequestLimitExceeded|TooManyRequests|Throttled|SlowDown|RequestThrottled)/,
  ],
  [
    'denied',
    /^(AccessDenied|UnauthorizedOperation|AuthFailure|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch)/,
  ],
  [
    'denied',
    /^(ExpiredToken|RequestExpired|MissingAuthenticationToken|CredentialsProviderError|TokenProviderError|NotAuthorized)/,
  ],
  ['conflict', /^(ConcurrentModification|EntityTemporarilyUnmodifiable|EntityAlreadyExists|DeleteConflict)/],
  [
    'conflict',
    /^(DuplicatePolicyAttachment|PolicyNotAttached|PolicyChangesInProgress|ResourceInUse|ScalingActivityInProgress|ResourceContention)/,
  ],
  ['not-found', /^NoSuchEntity|NotFound/],
  ['timeout', /^(AbortError|TimeoutError|RequestTimeout)/],
];
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

const RETRY: Record<Kind, Retry> = {
  'not-found': 'when-fixed',
  denied: 'when-fixed',
  invalid: 'never',
  throttled: 'later',
  conflict: 'later',
  unavailable: 'later',
  garbage: 'later',
  unreachable: 'later',
  timeout: 'later',
};

/** Everything that the SDK or the network can throw, as a Fault `aws.<kind>`. */
export function awsFault(thrown: unknown, caller: Caller): Fault {
  if (thrown instanceof Fault) return thrown;
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Thrown;
  const kind = kindOf(error);
  const afterMs = retryAfterMs(error);
  return new Fault({
    code: `aws.${kind}`,
    ...sentences(kind, error, caller),
    retry: RETRY[kind],
    ...(afterMs === undefined ? {} : { afterMs }),
    cause: thrown,
  });
}

/** A call that was signed with a session past its end: worth one more try with a new one. */
export function isExpired(thrown: unknown): boolean {
  return /^(ExpiredToken|RequestExpired)/.test(text((thrown as Thrown | undefined)?.name));
}

function kindOf(error: Thrown): Kind {
  const name = text(error.name);
  // The SDK calls a connection that was cut a TimeoutError; its code tells the truth.
  if (error.code !== undefined && UNREACHABLE.has(error.code)) return 'unreachable';
  const named = NAMES.find(([, pattern]) => pattern.test(name));
  if (named) return named[0];
  if (name === 'ValidationError' && /not found/i.test(text(error.message))) return 'not-found';
  const status = error.$metadata?.httpStatusCode;
  if (status === 429) return 'throttled';
  if (status !== undefined && status >= 500) return 'unavailable';
  if (status !== undefined && status >= 400) return 'invalid';
  if (error.code === 'ETIMEDOUT') return 'timeout';
  // An answer that came and could not be read: never taken for one.
  if (status !== undefined) return 'garbage';
  return /hang up|socket|network/i.test(text(error.message)) ? 'unreachable' : 'invalid';
}

function retryAfterMs(error: Thrown): number | undefined {
  const header = error.$response?.headers?.['retry-after'];
  const seconds = header === undefined ? Number.NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3600) * 1000 : undefined;
}

function sentences(kind: Kind, error: Thrown, { as, operation }: Caller): { message: string; fix: string } {
  const said = plain(text(error.message) || text(error.name)) || 'no reason was given';
  switch (kind) {
    case 'denied':
      return denied(error, said, as, operation);
    case 'not-found':
      return {
        message: `AWS does not know what ${operation} asked for: ${said}.`,
        fix: 'Check the name and the account; it may have been deleted meanwhile.',
      };
    case 'throttled':
      return {
        message: `AWS takes no more ${operation} calls from the ${as} for now.`,
        fix: 'Quell tries again by itself.',
      };
    case 'conflict':
      return {
        message: `AWS refused ${operation} because of another change: ${said}.`,
        fix: 'Quell looks again by itself; if it stays, somebody else is changing the same thing.',
      };
    case 'invalid':
      return {
        message: `AWS did not take ${operation}: ${said}.`,
        fix: 'Nothing was changed by this call. Read the reason; the cloud’s state must be mended by hand first.',
      };
    case 'unavailable':
      return {
        message: `AWS could not carry out ${operation}: ${said}.`,
        fix: 'Quell tries again by itself; see health.aws.amazon.com.',
      };
    case 'garbage':
      return {
        message: `AWS gave an answer to ${operation} that cannot be read, and it was not used.`,
        fix: 'Quell tries again by itself. If it stays, look for a proxy between Quell and AWS.',
      };
    case 'unreachable':
      return {
        message: `AWS could not be reached for ${operation}.`,
        fix: 'Check Quell’s way out to the AWS endpoints: DNS, proxy, firewall.',
      };
    case 'timeout':
      return {
        message: `AWS did not answer ${operation} in time.`,
        fix: 'Quell looks again by itself before it repeats anything.',
      };
  }
}

function denied(error: Thrown, said: string, as: string, operation: string): { message: string; fix: string } {
  if (!/^(AccessDenied|UnauthorizedOperation|NotAuthorized)/.test(text(error.name))) {
    return {
      message: `AWS did not accept the credentials of the ${as} for ${operation}: ${said}.`,
      fix: 'Check the workload identity that Quell runs with and the role’s trust policy in infra/aws, then run: quell doctor.',
    };
  }
  const found =
    /perform: (?<permission>[\w-]+:\w+)(?: on resource: (?<resource>.+?))?(?:\s+(?<reason>(?:with an?|because) .*))?$/s.exec(
      said,
    );
  const { permission, resource, reason } = found?.groups ?? {};
  const on = resource && resource !== '*' ? ` on ${resource}` : '';
  return {
    message: `AWS refused ${permission ?? operation}${on} to the ${as}${reason ? ` (${reason})` : ''}.`,
    fix: `Grant ${permission ?? 'it'} with the role generated in infra/aws, or have the policy that denies it changed; then run: quell doctor.`,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** One line without the final stop. */
function plain(text: string): string {
  // Before the cut: half a token does not look like one.
  return withoutSecrets(text.slice(0, 4000))
    .replace(/\s+/g, ' ')
    .replace(/[.\s]+$/, '')
    .slice(0, 400);
}
