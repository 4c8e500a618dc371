import pino from 'pino';
import { scrubber } from '../../domain/scrub.ts';
import type { Log } from '../../job/worker.ts';
import { redact } from './redact.ts';

export interface LogOptions {
  /** A file to write into; standard error when left out. */
  file?: string;
  /** Values that must never be written, whatever they look like. */
  secrets?: Iterable<string>;
}

/**
 * Structured lines on standard error, or into a file. Secrets are taken out by the name of their field at any depth, by
 * their value where it is known, and by their looks; nothing logs a whole payload.
 */
export function openLog(level: string, { file, secrets = [] }: LogOptions = {}): Log {
  const scrub = scrubber(secrets);
  const logger = pino(
    // The copy is plain already: an error among it is an object with the same fields.
    { level, base: { name: 'quell' }, serializers: { err: (error) => error } },
    pino.destination(file ? { dest: file, mkdir: true, sync: true } : { dest: 2, sync: true }),
  );
  const at = (name: 'info' | 'warn' | 'error') => (data: object, message: string) => {
    if (logger.isLevelEnabled(name)) logger[name](redact(data, scrub) as object, scrub(message));
  };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
