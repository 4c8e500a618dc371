import type { Span, Text } from '../domain/card.ts';

/**
 * Control characters, invisible ones and those that turn the reading direction round. An attacker can hide text with
 * them or make a card read differently from what would be done, so each becomes a visible sign.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\u034f|\u115f|\u1160|\u3164|\uffa0/gu;

/** Text as it is, with nothing hidden in it. Line breaks stay only where `lines` says that they mean something. */
export function seen(text: string, lines = false): string {
  return text
    .replaceAll('\r\n', '\n')
    .toWellFormed()
    .replace(HIDDEN, (c) => {
      if (c === '\n') return lines ? '\n' : '\u21b5';
      return c === '\t' ? ' ' : '\ufffd';
    });
}

/** Cuts at a whole character and says so with an ellipsis that counts towards `max`. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = max - 1;
  if (/[\ud800-\udbff]/.test(text[end - 1] ?? '')) end -= 1;
  return `${text.slice(0, end)}\u2026`;
}

/** `2026-11-22T03:13:05.123Z` as people write it in a timeline: `03:13:05Z`, with the day in front. */
export function clock(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return seen(iso);
  const [day, time] = at.toISOString().split('T') as [string, string];
  return `${day} ${time.slice(0, 8)}Z`;
}

/** The words of a span without any style. */
export function plainOf(span: Span): string {
  if (typeof span === 'string') return span;
  if ('strong' in span) return span.strong;
  if ('code' in span) return span.code;
  return 'person' in span ? span.person : clock(span.time);
}

/** The words of a text without any style: for fallbacks and for measuring. */
export function plain(text: Text): string {
  return text.map(plainOf).join('');
}
