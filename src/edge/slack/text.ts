import type { types } from '@slack/bolt';
import { clip, clock, plainOf, seen } from '../../card/seen.ts';
import type { Span, Text } from '../../domain/card.ts';

/** An element inside a rich text section: structure instead of markup, so that a name can never become a link. */
export type Rich = types.RichTextElement;

/** Who a person is on Slack; undefined when they are not there. */
export type Mention = (person: string) => string | undefined;

/** For Slack's fallback `text` and nothing else: it is parsed as markup, so whatever could begin any is taken apart. */
export function defuse(text: string): string {
  return seen(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[@#*_~`]|:(?=\S)|\.(?=\S)/g, (c) => `${c}\u2060`);
}

function element(span: Span, words: string, mention: Mention): Rich {
  if (typeof span === 'string') return { type: 'text', text: words };
  if ('strong' in span) return { type: 'text', text: words, style: { bold: true } };
  if ('code' in span) return { type: 'text', text: words, style: { code: true } };
  if ('person' in span) {
    const user = mention(span.person);
    return user ? { type: 'user', user_id: user } : { type: 'text', text: words };
  }
  const at = Date.parse(span.time);
  if (Number.isNaN(at)) return { type: 'text', text: words };
  return {
    type: 'date',
    timestamp: Math.floor(at / 1000),
    format: '{date_short_pretty} {time_secs}',
    fallback: clock(span.time),
  };
}

/** The first `max` characters of a text as rich text elements, and how many characters were left out. */
export function rich(text: Text, mention: Mention, max: number): { elements: Rich[]; left: number } {
  const elements: Rich[] = [];
  let room = max;
  let left = 0;
  for (const span of text) {
    const words = seen(plainOf(span));
    if (words === '') continue;
    const whole = words.length <= room;
    const part = whole ? words : clip(words, Math.max(room, 1));
    if (room > 0) elements.push(element(whole || typeof span === 'string' ? span : styled(span, part), part, mention));
    if (!whole) left += words.length - (room > 0 ? part.length - 1 : 0);
    room -= part.length;
    if (!whole) room = 0;
  }
  if (left > 0) elements.push({ type: 'text', text: ` (${left} more characters)` });
  return { elements: elements.length > 0 ? elements : [{ type: 'text', text: '\u2013' }], left };
}

/** A cut mention or time is no longer one: it stays as words. */
function styled(span: Exclude<Span, string>, part: string): Span {
  if ('strong' in span) return { strong: part };
  return 'code' in span ? { code: part } : part;
}
