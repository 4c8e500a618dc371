import { Fault, type Retry } from '../../domain/fault.ts';

/** What Google answered, as far as it can be told. */
interface Answer {
  status: number;
  /** Canonical status (`PERMISSION_DENIED`), or an OAuth error (`invalid_grant`). */
  state: string;
  message: string;
  reason: string;
  metadata: Record<string, string>;
  retryAfter: string | null;
}

type Kind =
  | 'not-found'
  | 'denied'
  | 'throttled'
  | 'conflict'
  | 'invalid'
  | 'unavailable'
  | 'garbage'
  | 'unreachable'
  | 'timeout'
  | 'unknown-target';

const GUIDE: Record<Kind, { fix: string; retry: Retry }> = {
  'not-found': {
    fix: 'Check the name, and that the resource still exists in this project.',
    retry: 'when-fixed',
  },
  denied: { fix: 'Grant the role that infra/gcp generates, then run `quell doctor`.', retry: 'when-fixed' },
  throttled: { fix: 'Nothing to do: Quell waits as long as Google asks and tries again.', retry: 'later' },
  conflict: { fix: 'Plan again: the resource is in another state than this step expects.', retry: 'later' },
  invalid: { fix: 'Check the inputs of this step against the message from Google.', retry: 'never' },
  unavailable: { fix: 'Nothing to do: Quell tries again. See status.cloud.google.com if it goes on.', retry: 'later' },
  garbage: { fix: 'Look for a proxy between Quell and Google that rewrites answers.', retry: 'later' },
  unreachable: { fix: 'Check the network, the proxy and the firewall between Quell and Google.', retry: 'later' },
  timeout: { fix: 'Nothing to do: Quell looks at the state before it tries again.', retry: 'later' },
  'unknown-target': { fix: 'Add it to the `gcp:` section of quell.yaml.', retry: 'when-fixed' },
};

/** A Fault `gcp.<kind>`. */
export function gcpFault(kind: Kind, message: string, more: { fix?: string; afterMs?: number; cause?: unknown } = {}) {
  const { fix, retry } = GUIDE[kind];
  return new Fault({ code: `gcp.${kind}`, message, fix, retry, ...more });
}

/** Turns whatever a Google client threw into a Fault. `what` names the call: `POST iam.googleapis.com/v1/…`. */
export function asGcpFault(thrown: unknown, what: string): Fault {
  if (thrown instanceof Fault) return thrown;
  const answer = answerOf(thrown);
  if (!answer) return withoutAnswer(thrown, what);
  const kind = kindOf(answer);
  const said = answer.message ? `: ${sentence(answer.message)}` : '.';
  const options = { cause: safeCause(thrown), ...wait(answer) };
  if (kind !== 'denied') return gcpFault(kind, `Google answered ${answer.status} to ${what}${said}`, options);
  return denied(answer, what, said, options);
}

function denied(answer: Answer, what: string, said: string, options: { cause?: unknown }): Fault {
  const permission = answer.metadata.permission ?? /ermission '?([\w.]+\.[\w.]+)'?/.exec(answer.message)?.[1];
  const { resource, service, consumer } = answer.metadata;
  if (answer.reason === 'SERVICE_DISABLED')
    return gcpFault('denied', `Google refused ${what}: the API ${service} is not enabled.`, {
      ...options,
      fix: `Run \`gcloud services enable ${service} --project=${consumer?.replace('projects/', '')}\`.`,
    });
  if (!permission) return gcpFault('denied', `Google refused ${what}${said}`, options);
  return gcpFault('denied', `Google refused ${what}: ${permission} is missing${resource ? ` on ${resource}` : ''}.`, {
    ...options,
    fix: `Grant ${permission}${resource ? ` on ${resource}` : ''}: it is in the role that infra/gcp generates. Then run \`quell doctor\`.`,
  });
}

function kindOf({ status, state, reason }: Answer): Kind {
  if (status === 429 || /^(userR|r)ateLimitExceeded$|^RATE_LIMIT_EXCEEDED$/.test(reason)) return 'throttled';
  if (status === 401 || status === 403 || /^(invalid_grant|invalid_target|unauthorized_client)$/.test(state))
    return 'denied';
  if (status === 404) return 'not-found';
  if (status === 409 || status === 412 || state === 'FAILED_PRECONDITION' || state === 'ABORTED') return 'conflict';
  if (status === 408 || status === 504) return 'timeout';
  return status >= 500 ? 'unavailable' : 'invalid';
}

/** Google's error body, whichever client wrapped it. */
function answerOf(thrown: unknown): Answer | undefined {
  const response = field(thrown, 'response');
  const status = Number(field(response, 'status') ?? Number.NaN);
  if (!Number.isInteger(status) || status < 300) return undefined;
  const body = parsed(field(response, 'data'));
  const error = field(body, 'error');
  const headers = field(response, 'headers');
  const details = field(error, 'details');
  const info = (Array.isArray(details) ? details : []).find((d) => typeof field(d, 'reason') === 'string');
  const first = Array.isArray(field(error, 'errors')) ? (field(error, 'errors') as unknown[])[0] : undefined;
  return {
    status,
    state: text(typeof error === 'string' ? error : field(error, 'status')),
    message: text(field(error, 'message') ?? field(body, 'error_description')),
    reason: text(field(info, 'reason') ?? field(first, 'reason')),
    metadata: (field(info, 'metadata') ?? {}) as Record<string, string>,
    retryAfter: header(headers, 'retry-after'),
  };
}

function withoutAnswer(thrown: unknown, what: string): Fault {
  const names = [thrown, field(thrown, 'cause')].flatMap((e) => [text(field(e, 'code')), text(field(e, 'name'))]);
  const cause = safeCause(thrown);
  if (names.some((n) => ['AbortError', 'TimeoutError', 'ETIMEDOUT', 'ABORT_ERR'].includes(n)))
    return gcpFault('timeout', `Google did not answer ${what} in time; whether the call arrived is not known.`, {
      cause,
    });
  const message = text(field(thrown, 'message'));
  if (/Unexpected (token|end)|is not valid JSON/.test(message))
    return gcpFault('garbage', `Google's answer to ${what} could not be read.`, { cause });
  if (/default credentials/i.test(message))
    return gcpFault('denied', 'Quell has no Google credentials to start from.', {
      cause,
      fix: 'Attach a workload identity to Quell, or run `gcloud auth application-default login` for a trial.',
    });
  return gcpFault('unreachable', `The connection to Google broke during ${what}.`, { cause });
}

function wait({ retryAfter }: Answer): { afterMs?: number } {
  const seconds = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? { afterMs: seconds * 1000 } : {};
}

/** The clients' errors carry the whole request, and so the bearer token: only the words may reach the log. */
function safeCause(thrown: unknown): Error {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new Error(message.replace(/ya29\.[\w.-]+|eyJ[\w.-]+/g, '(token)'));
}

function sentence(message: string): string {
  return `${message
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300)
    .replace(/[.!?]+$/, '')}.`;
}

/** The clients bring their own class of headers, so it is known by its method and not by its name. */
function header(headers: unknown, name: string): string | null {
  const get = field(headers, 'get');
  return typeof get === 'function' ? get.call(headers, name) : null;
}

function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}
