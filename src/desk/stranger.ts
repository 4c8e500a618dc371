import { codeSpans, noticeCard } from '../card/notice.ts';
import { plain } from '../card/seen.ts';
import type { Inbound, Reply } from '../command/surface.ts';
import { typed } from '../command/typed.ts';
import type { Text } from '../domain/card.ts';
import type { Surface } from '../domain/person.ts';
import { help } from './about.ts';
import { linkAccount } from './link.ts';
import type { DeskParts } from './parts.ts';
import { reply } from './reply.ts';

/** Where, and what, somebody types to say who they are. */
export function sayLink(surface: Surface): string {
  if (surface === 'teams') return 'In your own chat with Quell, send `link` to say who you are.';
  return 'Type `link` to say who you are.';
}

/** What somebody may do whom Quell does not know: ask what it is, who one is, and become known. Undefined for all else. */
export async function meetStranger(
  parts: DeskParts,
  from: Inbound,
  verb: string,
  values: Record<string, string>,
): Promise<Reply | undefined> {
  const { who } = from;
  switch (verb) {
    case 'link':
      return linkAccount(parts, { principal: who, values });
    case 'help':
      return help(values.verb);
    case 'whoami': {
      const how = parts.linking ? codeSpans(` ${sayLink(who.surface)}`, typed(from, parts.slackCommand)) : [];
      const text: Text = [`Quell does not know whose account this is (${who.user.slice(0, 60)}).`, ...how];
      return reply(noticeCard('Nobody yet', plain(text), undefined, [{ block: 'text', text }]), { principal: who });
    }
    default:
      return undefined;
  }
}
