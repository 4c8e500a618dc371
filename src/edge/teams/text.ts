import { clip, plainOf, seen } from '../../card/seen.ts';
import type { Span, Text } from '../../domain/card.ts';
import type { RichText, Run, Spacing } from './adaptive.ts';

/** Who a person is on Teams; undefined when they are not there. */
export type Mention = (person: string) => { id: string; name: string } | undefined;

/** Parts what would be read together; itself unseen and never in foreign text, where `seen` makes it visible. */
const JOINER = '\u2060';

/**
 * Foreign text as it is. A run knows no markup, but clients put dates in for `{{DATE(…)}}` and look for `<at>` by
 * themselves, so those two are parted.
 */
export function inert(text: string, lines = false): string {
  return seen(text, lines).replace(/\{(?=\{)|<(?=\/?at\b)/gi, (c) => `${c}${JOINER}`);
}

/** Behind it no emphasis can begin, and it is hardly seen. */
const HAIR = '\u200a';

/**
 * For the places that may read markdown and take no runs: fallback text, the summary, titles of choices and buttons.
 * Whatever could begin any markup is taken apart, by what is hardly seen; of backticks even that does not hold.
 */
export function defuse(text: string): string {
  const apart = seen(text)
    .replaceAll('`', "'")
    .replace(/[*~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (c) => `${c}${HAIR}`)
    .replace(/[&<>@#[\](){}|\\!]|:(?=\S)|\.(?=\S)/g, (c) => `${c}${JOINER}`);
  // A list, a quotation or a rule begins at the beginning alone.
  return /^[^\p{L}]/u.test(apart) ? `${JOINER}${apart}` : apart;
}

type Look = Omit<Run, 'type' | 'text'>;

export function run(text: string, look: Look = {}): Run {
  return { type: 'TextRun', text: inert(text) || '\u2013', ...look };
}

export const bold = (text: string): Run => run(text, { weight: 'Bolder' });

export function line(inlines: Run[], spacing?: Spacing): RichText {
  return { type: 'RichTextBlock', inlines, ...(spacing ? { spacing } : {}) };
}

function lookOf(span: Span): Look {
  if (typeof span === 'string') return {};
  if ('code' in span) return { fontType: 'Monospace' };
  return 'time' in span ? {} : { weight: 'Bolder' };
}

function wordsOf(span: Span, mention: Mention): string {
  if (typeof span !== 'string' && 'person' in span) return mention(span.person)?.name || span.person;
  return plainOf(span);
}

/** The first `max` characters of a text as runs, and how many characters were left out. */
export function runs(text: Text, mention: Mention, max: number): { inlines: Run[]; left: number } {
  const inlines: Run[] = [];
  let room = max;
  let left = 0;
  for (const span of text) {
    const words = seen(wordsOf(span, mention));
    if (words === '') continue;
    const shown = words.length <= room ? words : room > 1 ? clip(words, room) : '';
    if (shown !== '') inlines.push({ type: 'TextRun', text: inert(shown), ...lookOf(span) });
    if (shown !== words) {
      left += words.length - Math.max(shown.length - 1, 0);
      room = 0;
    } else room -= shown.length;
  }
  if (left > 0) inlines.push(run(` (${left} more characters)`));
  return { inlines: inlines.length > 0 ? inlines : [run('')], left };
}
