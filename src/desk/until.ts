import { Fault } from '../domain/fault.ts';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * `2h`, `3d`, `30m`, or a moment in ISO 8601.
 * @param now ms since the epoch
 * @returns ISO 8601
 * @throws Fault `command.input`
 */
export function untilOf(text: string, now: number): string {
  const span = /^(\d{1,4})(m|h|d)$/.exec(text.trim());
  if (span) return new Date(now + Number(span[1]) * UNITS[span[2] as keyof typeof UNITS]).toISOString();
  // Without a zone the same text is another moment in another office.
  const whole = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text.trim());
  const at = whole ? Date.parse(text.trim()) : Number.NaN;
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  throw new Fault({
    code: 'command.input',
    message: `"${text.slice(0, 40)}" is no time that Quell can read.`,
    fix: 'Write until=2h, until=3d, or a moment with its zone such as until=2027-01-31T18:00Z.',
  });
}
