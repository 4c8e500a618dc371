import type { Span, Text } from '../../../domain/card.ts';
import { toTheMinute, toTheSecond } from '../../../domain/clock.ts';
import { type Html, html } from './html.ts';

/** Person id to the name that people read. */
export type Names = (person: string) => string | undefined;

/**
 * Characters that change how their neighbours read, or that cannot be seen, become visible: a resource that an attacker
 * named must not be able to look like another one to the person who approves.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const DECEIVING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

export function visible(text: string): string {
  return text.replace(DECEIVING, (c) => `[U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `25 Nov `, and of another year `25 Nov 2025 `; nothing for today. */
function day(full: string, now: number): string {
  const today = new Date(now).toISOString();
  if (full.slice(0, 10) === today.slice(0, 10)) return '';
  const year = full.slice(0, 4) === today.slice(0, 4) ? '' : `${full.slice(0, 4)} `;
  return `${Number(full.slice(8, 10))} ${MONTHS[Number(full.slice(5, 7)) - 1]} ${year}`;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** The whole of it where a reader can ask for it. What is not a time stays as it was written. */
function tag(iso: string, words: (full: string) => string): Html {
  const at = new Date(ISO.test(iso) ? iso : Number.NaN);
  if (Number.isNaN(at.getTime())) return html`${visible(iso)}`;
  const full = at.toISOString();
  return html`<time datetime="${full}" title="${full.slice(0, 10)} ${full.slice(11, 19)} UTC">${words(full)}</time>`;
}

/** `03:12:40Z`, where the day is said beside it. */
export function clock(iso: string): Html {
  return tag(iso, toTheSecond);
}

/** `03:12:40Z`, and `25 Nov 03:12:40Z` of another day than today: nothing of a timeline is rounded. */
export function moment(iso: string, now = Date.now()): Html {
  return tag(iso, (full) => `${day(full, now)}${toTheSecond(full)}`);
}

/** `03:12:40Z` of today, and `25 Nov 23:54Z` of another day. */
export function time(iso: string, now = Date.now()): Html {
  return tag(iso, (full) => {
    const of = day(full, now);
    return of ? `${of}${toTheMinute(full)}` : toTheSecond(full);
  });
}

function span(part: Span, names: Names): Html {
  if (typeof part === 'string') return html`${visible(part)}`;
  if ('strong' in part) return html`<strong>${visible(part.strong)}</strong>`;
  if ('code' in part) return html`<code>${visible(part.code)}</code>`;
  if ('person' in part) return html`<span class="person">@${visible(names(part.person) ?? part.person)}</span>`;
  return time(part.time);
}

export function text(spans: Text, names: Names): Html {
  return html`${spans.map((s) => span(s, names))}`;
}
