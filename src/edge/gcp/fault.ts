import { type CloudFault, Fault, type Retry } from '../../domain/fault.ts';
import { withoutSecrets } from '../../domain/secret-shape.ts';
import { type Answer, answerOf, field, text } from './answer.ts';

const GUIDE: Record<CloudFault, { fix: string; retry: Retry }> = {
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

/** Seconds. Nothing that was named is waited for longer: the step's own time would be over. */
const LONGEST_WAIT = 3600;

/** A Fault `gcp.<kind>`. */
export function gcpFault(
  kind: CloudFault,
  message: string,
  more: { fix?: string; afterMs?: number; cause?: unknown } = {},
) {
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

function kindOf({ status, state, reason }: Answer): CloudFault {
  if (status === 429 || /^(userR|r)ateLimitExceeded$|^RATE_LIMIT_EXCEEDED$/.test(reason)) return 'throttled';
  if (status === 401 || status === 403 || /^(invalid_grant|invalid_target|unauthorized_client)$/.test(state))
    return 'denied';
  if (status === 404) return 'not-found';
  if (status === 409 || status === 412 || state === 'FAILED_PRECONDITION' || state === 'ABORTED') return 'conflict';
  if (status === 408 || status === 504) return 'timeout';
  if (status < 400) return 'garbage';
  return status >= 500 ? 'unavailable' : 'invalid';
}

function withoutAnswer(thrown: unknown, what: string): Fault {
  const names = [thrown, field(thrown, 'cause')].flatMap((e) => [text(field(e, 'code')), text(field(e, 'name'))]);
  const cause = safeCause(thrown);
  if (names.some((n) => ['AbortError', 'TimeoutError', 'ETIMEDOUT', 'ABORT_ERR'].includes(n)))
    return gcpFault('timeout', `Google did not answer ${what} in time; whether the call arrived is not known.`, {
      cause,
    });
  const message = text(field(thrown, 'message'));
  if (/Unexpected (token|end)|is not valid JSON|fromProto3JSON/.test(message))
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
  return Number.isFinite(seconds) && seconds >= 0 ? { afterMs: Math.min(seconds, LONGEST_WAIT) * 1000 } : {};
}

/** The clients' errors carry the whole request, and so the bearer token: only the words may reach the log. */
function safeCause(thrown: unknown): Error {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new Error(message.replace(/ya29\.[\w.-]+|eyJ[\w.-]+/g, '(token)'));
}

function sentence(message: string): string {
  // Before the cut: half a token does not look like one.
  return `${withoutSecrets(message.slice(0, 4000))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300)
    .replace(/[.!?\s]+$/, '')}.`;
}
