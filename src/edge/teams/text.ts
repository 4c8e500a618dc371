import type { Span, Text } from '../../domain/card.ts';
import type { Member } from './people.ts';

/** Who a person is in Teams; undefined when they are not there, or have not been seen yet. */
export type Mention = (person: string) => Member | undefined;

export interface TextRun {
  type: 'TextRun';
  text: string;
  weight?: 'Bolder';
  fontType?: 'Monospace';
  italic?: boolean;
  size?: 'Small' | 'Medium' | 'Large';
  isSubtle?: boolean;
  color?: 'Attention' | 'Good' | 'Warning';
}

/** Text without any markup: Teams makes links of Markdown in every other kind of text. */
export interface RichText {
  type: 'RichTextBlock';
  inlines: TextRun[];
  spacing?: 'None' | 'Small' | 'Medium';
  separator?: boolean;
}

/** What hides text or turns it round becomes a visible sign: nobody may approve what reads differently from what it is. */
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
  const end = /[\ud800-\udbff]/.test(text[max - 2] ?? '') ? max - 2 : max - 1;
  return `${text.slice(0, end)}\u2026`;
}

/** For places that Teams parses as Markdown or speaks aloud: whatever could begin any is taken away. */
export function defuse(text: string): string {
  return seen(text)
    .replace(/[[\]()<>*_`#~|\\&]/g, ' ')
    .replace(/:\/\//g, ': ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** `2026-11-22 03:13:05Z`; what is no time stays as it was written. */
export function clock(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return seen(iso);
  return `${at.toISOString().slice(0, 10)} ${at.toISOString().slice(11, 19)}Z`;
}

function runOf(span: Span): TextRun {
  if (typeof span === 'string') return { type: 'TextRun', text: seen(span) };
  if ('strong' in span) return { type: 'TextRun', text: seen(span.strong), weight: 'Bolder' };
  if ('code' in span) return { type: 'TextRun', text: seen(span.code), fontType: 'Monospace' };
  if ('person' in span) return { type: 'TextRun', text: `@${seen(span.person)}`, weight: 'Bolder' };
  return { type: 'TextRun', text: clock(span.time) };
}

/** A text as runs, at most `max` characters of it. `cut` when something is missing. */
export function runs(text: Text, max: number): { inlines: TextRun[]; cut: boolean } {
  const inlines: TextRun[] = [];
  let left = max;
  for (const span of text) {
    const run = runOf(span);
    if (run.text === '') continue;
    if (left <= 0) return { inlines, cut: true };
    inlines.push({ ...run, text: clip(run.text, left) });
    left -= run.text.length;
  }
  return { inlines, cut: left < 0 };
}

export const run = (text: string, more: Omit<TextRun, 'type' | 'text'> = {}): TextRun => ({
  type: 'TextRun',
  text: seen(text) || '\u2013',
  ...more,
});

export function rich(inlines: TextRun[], more: Omit<RichText, 'type' | 'inlines'> = {}): RichText {
  return { type: 'RichTextBlock', inlines: inlines.length > 0 ? inlines : [run('')], ...more };
}

/** The people whom a text names, in their order. */
export function peopleIn(text: Text): string[] {
  return text.flatMap((span) => (typeof span === 'object' && 'person' in span ? [span.person] : []));
}
