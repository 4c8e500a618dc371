/** What Google answered, as far as it can be told. */
export interface Answer {
  status: number;
  /** Canonical status (`PERMISSION_DENIED`), or an OAuth error (`invalid_grant`). */
  state: string;
  message: string;
  reason: string;
  metadata: Record<string, string>;
  retryAfter: string | null;
}

/** Google's error body, whichever client wrapped it. */
export function answerOf(thrown: unknown): Answer | undefined {
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

export function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

export function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}
