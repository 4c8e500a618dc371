import { type CloudFault, Fault, type Retry } from '../../domain/fault.ts';
import { withoutSecrets } from '../../domain/secret-shape.ts';

const GUIDE: Record<CloudFault, { fix: string; retry: Retry }> = {
  'not-found': { fix: 'Check the id, and that it still exists in this tenant.', retry: 'when-fixed' },
  denied: { fix: 'Grant what infra/azure generates, then run `quell doctor`.', retry: 'when-fixed' },
  throttled: { fix: 'Nothing to do: Quell waits as long as Azure asks and tries again.', retry: 'later' },
  conflict: { fix: 'Plan again: the resource is in another state than this step expects.', retry: 'later' },
  invalid: { fix: 'Check the inputs of this step against the message from Azure.', retry: 'never' },
  unavailable: { fix: 'Nothing to do: Quell tries again. See status.azure.com if it goes on.', retry: 'later' },
  garbage: { fix: 'Look for a proxy between Quell and Azure that rewrites answers.', retry: 'later' },
  unreachable: { fix: 'Check the network, the proxy and the firewall between Quell and Azure.', retry: 'later' },
  timeout: { fix: 'Nothing to do: Quell looks at the state before it tries again.', retry: 'later' },
  'unknown-target': { fix: 'Add it to the `azure:` section of quell.yaml.', retry: 'when-fixed' },
};

interface More {
  fix?: string;
  retry?: Retry;
  afterMs?: number;
  cause?: unknown;
}

/** Seconds. Nothing that was named is waited for longer: the step's own time would be over. */
const LONGEST_WAIT = 3600;

/** A Fault `azure.<kind>`. */
export function azureFault(kind: CloudFault, message: string, more: More = {}): Fault {
  return new Fault({ code: `azure.${kind}`, message, ...GUIDE[kind], ...more });
}

/** One answer that is no success, whichever client received it. */
export interface BadAnswer {
  /** `DELETE management.azure.com/subscriptions/…`. */
  what: string;
  status: number;
  body: string;
  retryAfter?: string | undefined;
  /** Permission that the call needs, where only the caller knows it: Microsoft Graph does not say. */
  permission?: string | undefined;
}

/** Turns a refusal of ARM, Microsoft Graph or the login endpoint into a Fault. */
export function faultOf(answer: BadAnswer): Fault {
  const { code, message } = errorIn(answer.body);
  const cause = { status: answer.status, code, message };
  const said = sentence(message || code || `status ${answer.status}`);
  const kind = kindOf(answer.status, code, message);
  if (kind === 'denied') return denied(answer, code, message, said, cause);
  const wait = kind === 'throttled' || kind === 'unavailable' ? afterMs(answer.retryAfter) : {};
  return azureFault(kind, `Azure answered ${answer.status} to ${answer.what}: ${said}`, { cause, ...wait });
}

/** What was thrown when no answer came, or one that could not be read. */
export function faultWithoutAnswer(thrown: unknown, what: string): Fault {
  if (thrown instanceof Fault) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = (error as { code?: unknown }).code;
  const cause = { name: error.name, code, message: error.message };
  if (error.name === 'AbortError' || error.name === 'TimeoutError' || code === 'ETIMEDOUT') {
    return azureFault('timeout', `No answer came in time to ${what}.`, { cause });
  }
  if (code === 'PARSE_ERROR' || error instanceof SyntaxError || /deserializing/i.test(error.message)) {
    return azureFault('garbage', `The answer to ${what} could not be read.`, { cause });
  }
  return azureFault('unreachable', `Azure could not be reached for ${what}.`, { cause });
}

function denied(answer: BadAnswer, code: string, message: string, said: string, cause: unknown): Fault {
  if (code === 'RequestDisallowedByPolicy') {
    const fix = "Exempt Quell's own changes from that policy assignment, then retry the step.";
    return azureFault('denied', `A policy of the organization refused ${answer.what}: ${said}`, { cause, fix });
  }
  const aadsts = /AADSTS\d+/.exec(message)?.[0];
  if (aadsts) {
    const fix = `Check the client id and the federated credential that infra/azure generates; search for ${aadsts}. Then run \`quell doctor\`.`;
    return azureFault('denied', `Entra ID refused to sign Quell in: ${said}`, { cause, fix });
  }
  const named = /perform action '([^']+)'(?: over scope '([^']+)')?/.exec(message);
  const permission = named?.[1] ?? answer.permission;
  if (!permission) return azureFault('denied', `Azure refused ${answer.what}: ${said}`, { cause });
  const scope = named?.[2] ? ` on ${named[2]}` : '';
  const owned = permission.endsWith('.OwnedBy')
    ? ' It works only on applications and service principals that Quell owns: make it an owner of this one.'
    : '';
  return azureFault('denied', `Azure refused ${answer.what}: ${permission} is missing${scope}.`, {
    cause,
    fix: `Grant ${permission}${scope}: it is in the role that infra/azure generates.${owned} Then run \`quell doctor\`.`,
  });
}

function kindOf(status: number, code: string, message: string): CloudFault {
  if (status === 429) return 'throttled';
  if (status === 401 || status === 403 || /AADSTS\d/.test(message)) return 'denied';
  if (status === 404) return 'not-found';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 409 || status === 412 || code === 'PolicyDefinitionIsInUse') return 'conflict';
  if (status < 400) return 'garbage';
  return status >= 500 ? 'unavailable' : 'invalid';
}

/** ARM and Graph answer `{error: {code, message}}`, the login endpoint `{error, error_description}`. */
export function errorIn(body: string): { code: string; message: string } {
  try {
    const read = JSON.parse(body) as { error?: unknown; error_description?: unknown };
    if (typeof read.error === 'string') return { code: read.error, message: String(read.error_description ?? '') };
    const error = (read.error ?? read) as { code?: unknown; message?: unknown };
    return { code: String(error.code ?? ''), message: String(error.message ?? '') };
  } catch {
    return { code: '', message: '' };
  }
}

/** First line, without Entra's trace ids, ending with one full stop. */
export function sentence(text: string): string {
  const line = text.split(/\r?\n| Trace ID:/)[0]!.trim();
  // Before the cut: half a token does not look like one.
  return `${withoutSecrets(line.slice(0, 4000))
    .slice(0, 300)
    .replace(/[.\s]+$/, '')}.`;
}

/** Seconds, or a date; only seconds can be used without asking what time it is there. */
function afterMs(retryAfter: string | undefined): { afterMs?: number } {
  const seconds = Number(retryAfter);
  return retryAfter && Number.isFinite(seconds) && seconds >= 0
    ? { afterMs: Math.min(seconds, LONGEST_WAIT) * 1000 }
    : {};
}
