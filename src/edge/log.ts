import pino from 'pino';
import type { Log } from '../job/worker.ts';

/** Names of fields whose values are never written, wherever they stand. */
const REDACT = [
  'token',
  'secret',
  'password',
  'authorization',
  'assertion',
  'client_secret',
  'secretAccessKey',
  'sessionToken',
];

/** Structured lines on standard error, or into a file. Secrets are redacted by name; nothing logs a whole payload. */
export function openLog(level: string, file?: string): Log {
  const paths = REDACT.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    { level, redact: { paths, censor: '[secret]' }, base: { name: 'quell' } },
    pino.destination(file ? { dest: file, mkdir: true, sync: true } : { dest: 2, sync: true }),
  );
}
