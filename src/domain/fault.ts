import { withoutSecrets } from './secret-shape.ts';

/** When trying again can help: never, after waiting (`afterMs`, if the other side named a time), or once somebody has fixed the cause. */
export type Retry = 'never' | 'later' | 'when-fixed';

/** Where in a text the cause stands, one-based, as editors count. */
export interface Position {
  file?: string;
  line: number;
  column: number;
}

export interface FaultInit {
  /** Stable, dotted, for machines: `playbook.unknown-action`. */
  code: string;
  /** One sentence for a person: what went wrong. */
  message: string;
  /** What that person can do about it, as a command or a sentence. */
  fix: string;
  retry?: Retry;
  /** Milliseconds that the other side asked us to wait (Retry-After). */
  afterMs?: number;
  at?: Position;
  /** For the log only; never shown in a chat. */
  cause?: unknown;
}

/**
 * Every expected failure. It carries a sentence and a fix for people, a code and a retry class for machines; its stack
 * never leaves the log. Anything thrown that is not a Fault is a bug and is shown as `quell.bug`.
 */
export class Fault extends Error {
  readonly code: string;
  readonly fix: string;
  readonly retry: Retry;
  readonly afterMs: number | undefined;
  readonly at: Position | undefined;

  constructor(init: FaultInit) {
    // Clouds and databases are quoted, and may quote what they were sent. This is the one door to every card and record.
    super(withoutSecrets(init.message), init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'Fault';
    this.code = init.code;
    this.fix = withoutSecrets(init.fix);
    this.retry = init.retry ?? 'never';
    this.afterMs = init.afterMs;
    this.at = init.at;
  }

  /** What may be stored and shown: everything but the cause. */
  toJSON(): FaultRecord {
    return {
      code: this.code,
      message: this.message,
      fix: this.fix,
      retry: this.retry,
      ...(this.at ? { at: { ...this.at } } : {}),
    };
  }
}

export interface FaultRecord {
  code: string;
  message: string;
  fix: string;
  retry: Retry;
  at?: Position;
}

/** Turns anything thrown into a Fault, so that no stack trace can reach a person. */
export function asFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  return new Fault({
    code: 'quell.bug',
    message: 'Quell met an error that it does not know.',
    fix: 'Nothing was lost. The log has the details under this time; please report it.',
    retry: 'when-fixed',
    cause: thrown,
  });
}

/** What a cloud can answer besides what was asked, the same words on each: a fault's code is `<cloud>.<kind>`. */
export type CloudFault =
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
