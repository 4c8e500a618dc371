import { shortKey } from '../approval/sign-in.ts';
import type { Card } from '../domain/card.ts';
import type { Event } from '../domain/event.ts';
import { noticeCard } from './notice.ts';

/** What is said to the owner of a passkey that was added or removed; undefined for any other event. */
export function passkeyNotice(event: Event, pages: string): { person: string; card: Card } | undefined {
  const what = /^command\.passkey-(added|removed)$/.exec(event.type)?.[1];
  const { person, passkey, by } = event.data;
  if (!what || typeof person !== 'string' || typeof passkey !== 'string') return undefined;
  const at = `${event.at.slice(0, 10)} ${event.at.slice(11, 16)} UTC`;
  const how = typeof by === 'string' ? 'by whoever runs the record' : 'after a fresh sign-in as you';
  const means = what === 'added' ? 'It can approve plans in your name' : 'It decides nothing any more';
  const all = `${pages}/passkeys`;
  const wrong = `If that was not you, look at ${all}, remove what you do not know there, and tell your security team.`;
  const text = `${at}: passkey ${shortKey(passkey)} was ${what}, ${how}. ${means}. ${wrong}`;
  return { person, card: noticeCard(what === 'added' ? 'A passkey is yours now' : 'A passkey of yours is gone', text) };
}
