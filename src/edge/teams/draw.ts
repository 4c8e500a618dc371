import { clip, plain } from '../../card/seen.ts';
import { bytes, share } from '../../card/share.ts';
import type { Block, Card } from '../../domain/card.ts';
import { refreshing } from './actions.ts';
import {
  type AdaptiveCard,
  type Attachment,
  attachment,
  type Container,
  type Element,
  type MentionEntity,
} from './adaptive.ts';
import { footOf } from './foot.ts';
import { badge, headOf } from './head.ts';
import { HABIT, LIMITS } from './limits.ts';
import { mentionsOf } from './mentions.ts';
import { partOf } from './parts.ts';
import { defuse, type Mention } from './text.ts';

/** How cards are drawn in one tenant. */
export interface Drawing {
  /** Who a person is on Teams: the id that the bot knows, and the name in the directory. */
  mention: Mention;
  /** Address of the console without a trailing slash; cards link to it where it is known. */
  consoleUrl?: string;
  /** People for whom Teams asks for the card anew by itself, as the bot knows them; given at all, anybody may ask. */
  refreshFor?: readonly string[];
  /** What stands in the message for everybody else, when this card takes its place for one person. */
  back?: string;
}

/** A card as a message or an invoke's answer takes it. */
export interface Drawn {
  attachment: Attachment;
  /** Shown in notifications and in the list of chats. */
  summary: string;
  entities: MentionEntity[];
  /** Something of the card is not in it. Said on the card, and reason enough to take its Approve button away. */
  cut: boolean;
}

function refresh(card: Card, drawing: Drawing): Pick<AdaptiveCard, 'refresh'> {
  if (!drawing.refreshFor || card.id.length > LIMITS.ref) return {};
  const userIds = drawing.refreshFor.slice(0, LIMITS.refreshed);
  return { refresh: { action: refreshing(card.id), ...(userIds.length > 0 ? { userIds } : {}) } };
}

/** The card's own sentence stands first, unless one of its blocks is that sentence. */
function blocksOf(card: Card): Block[] {
  const said = card.blocks.some((b) => 'text' in b && b.block !== 'code' && plain(b.text) === card.summary);
  return said ? card.blocks : [{ block: 'text', text: [card.summary] }, ...card.blocks];
}

/** Draws a card as an Adaptive Card 1.5, within what Teams takes. Pure: the same card gives the same content. */
export function draw(card: Card, drawing: Drawing): Drawn {
  const parts = blocksOf(card).map((block) => partOf(block, drawing.mention));
  const { entities, line } = mentionsOf(card, drawing.mention);
  const summary = clip(
    defuse(clip([badge(card), `${card.title}: ${card.summary}`].filter(Boolean).join(' \u00b7 '), HABIT.fallback / 2)),
    HABIT.fallback,
  );
  const head = headOf(card);

  function whole(middle: Container[], cut: boolean, dropped: number): Attachment {
    const { elements, actions } = footOf(card, drawing, cut, dropped);
    const body: Element[] = [...head.elements, ...middle, ...line, ...elements];
    return attachment(summary, {
      body,
      ...(actions.length > 0 ? { actions } : {}),
      ...refresh(card, drawing),
      msteams: { width: 'Full', ...(entities.length > 0 ? { entities } : {}) },
    });
  }
  const placed = (cut: boolean, dropped: number) =>
    share(parts, LIMITS.cardBytes - bytes(whole([], cut, dropped).content), HABIT.parts);

  let fitted = placed(false, 0);
  // The foot of a cut card is larger, so what fits is worked out again against the largest it can become.
  const cut = fitted.cut || head.cut;
  if (cut) fitted = placed(true, parts.length);
  return { attachment: whole(fitted.blocks, cut, fitted.dropped), summary, entities, cut };
}
