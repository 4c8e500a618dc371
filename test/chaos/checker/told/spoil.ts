import type { Card } from '../../../../src/domain/card.ts';
import type { Call } from '../../../../src/range/kernel.ts';
import type { History, Row } from '../../history.ts';
import { spell } from '../canonical.ts';
import { link } from './log.ts';

/** What an event's body holds, as far as a test changes it. */
interface Body {
  type: string;
  actor: { person: string };
  data: Record<string, unknown>;
}

const bodyOf = (row: Row) => JSON.parse(row.body as string) as Body;

/** The place of an event in the log, by its type and step (or person). */
function at(history: History, type: string, who: string): number {
  const found = history.record.events.findIndex((row) => {
    const { type: is, actor, data } = bodyOf(row);
    return is === type && (data.step === who || actor.person === who);
  });
  if (found < 0) throw new Error(`the tale has no ${type} of ${who}`);
  return found;
}

/** Takes an event out of the log, which is then hashed as if it had never been there. */
export function drop(history: History, type: string, who: string): void {
  history.record.events.splice(at(history, type, who), 1);
  history.record.events = link(history.record.events);
}

/** Changes what an event says, and hashes the log as if it had always said so. */
export function reword(history: History, type: string, who: string, change: (body: Body) => void): void {
  const row = history.record.events[at(history, type, who)]!;
  const body = bodyOf(row);
  change(body);
  row.body = spell(body);
  history.record.events = link(history.record.events);
}

/** Says an event once more, at the same time. */
export function repeat(history: History, type: string, who: string): void {
  const i = at(history, type, who);
  history.record.events.splice(i + 1, 0, { ...history.record.events[i]! });
  history.record.events = link(history.record.events);
}

/** The event's time, in ms since the epoch. */
export function timeOf(history: History, type: string, who: string): number {
  return Date.parse(history.record.events[at(history, type, who)]!.at as string);
}

/** The first write on a cloud. */
export function writeOn(history: History, cloud: Call['cloud']): Call {
  return history.calls.find((c) => c.cloud === cloud && c.write)!;
}

export function rowOf(rows: Row[], match: Row): Row {
  const found = rows.find((row) => Object.entries(match).every(([key, value]) => row[key] === value));
  if (!found) throw new Error(`the tale has no row ${JSON.stringify(match)}`);
  return found;
}

/** The newest version of a message, or an older one counted from the end. */
export function cardOf(history: History, key: string, back = 1): Card {
  return history.chat.find((m) => m.key === key)!.versions.at(-back)!.card;
}

/** Puts another sentence first, in the summary and in the body. */
export function say(card: Card, sentence: string): void {
  card.summary = sentence;
  for (const block of card.blocks) if (block.block === 'text') block.text = [sentence];
}
