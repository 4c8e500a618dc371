import { Fault } from '../../domain/fault.ts';

export function notConfigured(what: string, fix: string): Fault {
  return new Fault({
    code: 'teams.not-configured',
    message: `Teams cannot be used without ${what}.`,
    fix,
    retry: 'when-fixed',
  });
}

export function closed(): Fault {
  return new Fault({
    code: 'teams.closed',
    message: 'Quell is stopping, so nothing more is posted to Teams.',
    fix: 'Start it again: what is due is in the record and will be posted then.',
    retry: 'later',
  });
}

/** What the connector says of a message that nobody can edit any more. */
const GONE = new Set(['ActivityNotFoundInConversation', 'MessageNotFound', 'ConversationNotFound']);

interface Refused {
  statusCode?: number;
  code?: string;
  message?: string;
  details?: { error?: { code?: string } };
  body?: { error?: { code?: string } };
  response?: { headers?: { get?(name: string): string | undefined } };
}

/** Seconds that Teams asks us to wait, if it says. */
function waitMs(error: Refused): number | undefined {
  const seconds = Number(error.response?.headers?.get?.('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}

function unreachable(more: { afterMs?: number; cause: string }): Fault {
  return new Fault({
    code: 'teams.unreachable',
    message: 'Teams cannot be reached.',
    fix: PATIENCE,
    retry: 'later',
    ...more,
  });
}

const PATIENCE = 'Quell goes on trying. Meanwhile the console and the shell have the same commands.';

/** 412: two edits of one message at the same time; the others ask for patience. */
const LATER = new Set([412, 429, 500, 502, 503, 504]);

/** A call that was taken and not answered. What it was to do may have been done. */
export function unanswered(ms: number): Fault {
  return unreachable({ cause: `no answer within ${ms} ms` });
}

/** What the Bot Connector answered, as a Fault. Its text stays in the log. */
export function refusedBy(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  const error = (thrown ?? {}) as Refused;
  const status = error.statusCode;
  const code = error.details?.error?.code ?? error.body?.error?.code ?? error.code ?? '';
  const cause = `${status ?? 'no status'} ${code} ${error.message ?? ''}`.trim().slice(0, 300);
  if (status === 404 || GONE.has(code)) {
    return new Fault({
      code: 'teams.message-not-found',
      message: 'The message is gone from Teams.',
      fix: 'Quell posts it again: the record is not a message.',
      cause,
    });
  }
  if (status === 401 || status === 403) {
    return new Fault({
      code: 'teams.not-allowed',
      message: 'Teams does not let Quell write there.',
      fix: 'Add the app to the team, and check its id and secret with `quell doctor`.',
      retry: 'when-fixed',
      cause,
    });
  }
  if (status === 413 || code === 'MessageSizeTooBig') {
    return new Fault({
      code: 'teams.too-large',
      message: 'Teams found the card too large.',
      fix: 'The console shows all of it.',
      cause,
    });
  }
  if (status === undefined || LATER.has(status)) {
    const afterMs = waitMs(error);
    const more = { ...(afterMs ? { afterMs } : {}), cause };
    if (status !== 429) return unreachable(more);
    return new Fault({
      code: 'teams.rate-limited',
      message: 'Teams asked Quell to wait.',
      fix: PATIENCE,
      retry: 'later',
      ...more,
    });
  }
  return new Fault({
    code: 'teams.refused',
    message: `Teams refused a message (${status}).`,
    fix: 'Please report it with the log.',
    cause,
  });
}
