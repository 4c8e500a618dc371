import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../job/worker.ts';
import { redact } from './api.ts';

/** Bolt's own words in our log: warnings and errors only, because its debug lines hold whole payloads. */
export function boltLog(log: Log): Logger {
  const write =
    (level: 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level]({}, redact(parts.map((p) => (p instanceof Error ? p.message : String(p))).join(' ')).slice(0, 1000));
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: write('warn'),
    error: write('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
