import type { Block, Card, Text } from '../domain/card.ts';
import type { Fault } from '../domain/fault.ts';
import type { Mode } from '../domain/incident.ts';
import { plain } from './seen.ts';

/** What stands between backticks as code; `say` makes of it what is typed where the card is read. */
export function codeSpans(text: string, say = (typed: string) => typed): Text {
  return text
    .split('`')
    .map((part, i, all) => {
      if (i % 2 === 0) return part;
      // Without its other half it is a backtick like any other.
      return i === all.length - 1 ? `\`${part}` : { code: say(part) };
    })
    .filter((span) => span !== '');
}

/** A short answer to the person who asked. @param mode of the incident that it is about, if of any */
export function noticeCard(title: string, text: string, mode?: Mode, blocks: Block[] = []): Card {
  const spans = codeSpans(text);
  const summary = plain(spans);
  return {
    kind: 'notice',
    id: 'notice',
    ...(mode ? { mode } : {}),
    tone: 'neutral',
    title,
    summary,
    blocks: spans.length > 1 ? [{ block: 'text', text: spans }, ...blocks] : blocks,
    buttons: [],
  };
}

export function listCard(title: string, summary: string, blocks: Block[]): Card {
  return { kind: 'list', id: 'list', tone: 'neutral', title, summary, blocks, buttons: [] };
}

/**
 * What went wrong, and what to do. Never a stack, never a cause from the log.
 * @param mode of the incident that it is about, if of any
 * @param say how a command of the fix is typed where the card is read; the message quotes others, and is left as it is
 */
export function faultCard(fault: Fault, mode?: Mode, say?: (typed: string) => string): Card {
  const where = fault.at ? `Line ${fault.at.line}, column ${fault.at.column}: ` : '';
  const message = codeSpans(fault.message);
  const fix = codeSpans(fault.fix, say);
  return {
    kind: 'fault',
    id: fault.code,
    ...(mode ? { mode } : {}),
    tone: 'bad',
    title: fault.code.startsWith('approval.') ? 'Not counted' : 'Not done',
    summary: plain([...message, ' ', ...fix]),
    blocks: [
      { block: 'text', text: where ? [where, ...message] : message },
      { block: 'text', text: fix },
    ],
    buttons: [],
  };
}
