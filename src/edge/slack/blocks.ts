import type { types } from '@slack/bolt';
import { clip, seen } from '../../card/seen.ts';
import { bytes, share } from '../../card/share.ts';
import type { Block, Button, Card } from '../../domain/card.ts';
import { actionsOf } from './buttons.ts';
import { LIMITS } from './limits.ts';
import { partOf } from './parts.ts';
import { defuse, type Mention, type Rich, rich } from './text.ts';

/** How cards are drawn in one workspace. */
export interface Drawing {
  mention: Mention;
  /** Address of the console without a trailing slash; cards link to it where it is known. */
  consoleUrl?: string;
}

/** A card as chat.postMessage takes it. */
export interface Drawn {
  /** Read aloud, shown in notifications, and shown where blocks are not. */
  text: string;
  blocks: types.KnownBlock[];
  /** Something of the card is not in it. Said on the card, and reason enough to take its Approve button away. */
  cut: boolean;
}

type Line = types.RichTextBlock;
const line = (elements: Rich[]): Line => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
const text = (words: string): Rich => ({ type: 'text', text: words });

/** `LIVE · SEV1 · INC-7`: what must be known before anything else is read. Ids that nobody reads aloud stay out. */
function badge(card: Card): string {
  const severity = card.severity ? [`SEV${card.severity}`] : [];
  const id = card.kind === 'incident' && !card.title.includes(card.id) ? [card.id] : [];
  const mode = card.mode ? [card.mode.toUpperCase()] : [];
  return [...mode, ...severity, ...(card.about ?? id)].map((word) => seen(word)).join(' \u00b7 ');
}

function head(card: Card): types.KnownBlock[] {
  const title = seen(card.title) || seen(card.id) || '\u2013';
  const mark = clip(badge(card), LIMITS.context.text);
  const blocks: types.KnownBlock[] = [
    ...(mark
      ? [{ type: 'context' as const, elements: [{ type: 'plain_text' as const, text: mark, emoji: false }] }]
      : []),
    { type: 'header', text: { type: 'plain_text', text: clip(title, LIMITS.header), emoji: false } },
  ];
  if (title.length > LIMITS.header) blocks.push(line(rich([card.title], () => undefined, LIMITS.richText).elements));
  return blocks;
}

/** The console's page for this card. Never another site's, whatever the path holds. */
function pageOf(card: Card, drawing: Drawing): string | undefined {
  if (!card.path?.startsWith('/') || !drawing.consoleUrl) return undefined;
  const base = new URL(drawing.consoleUrl);
  const page = URL.parse(card.path, base.href);
  return page && page.origin === base.origin ? page.href : undefined;
}

const SHELL: Partial<Record<Card['kind'], string>> = { plan: 'plan', incident: 'show' };

/** Where all of it can be read: a link where the console's address is known, and a command that works anywhere. */
function elsewhere(card: Card, drawing: Drawing, cut: boolean): Line[] {
  const page = pageOf(card, drawing);
  const verb = SHELL[card.kind];
  if (!page && !cut) return [];
  const said: Rich[] = [{ type: 'text', text: cut ? 'This card was cut to fit Slack. ' : '', style: { bold: true } }];
  said.push(page ? { type: 'link', url: page, text: 'All of it on the console' } : text('All of it is on the console'));
  if (cut && verb) {
    said.push(text(', or in a shell: '), {
      type: 'text',
      text: `quell ${verb} ${seen(card.id)}`,
      style: { code: true },
    });
  }
  return [line(said.filter((one) => one.type !== 'text' || one.text !== ''))];
}

/** What a person may only decide on after reading all of it. */
const DECIDES = new Set(['approve', 'break-glass']);

/** Nobody may approve what they could not read: on a cut card Approve is a link to the whole plan, or there is none. */
function withoutApprove(card: Card, drawing: Drawing): { buttons: Button[]; said: Line[] } {
  const decides = (b: Button) => DECIDES.has(b.verb) && b.href === undefined;
  const approve = card.buttons.find(decides);
  if (!approve) return { buttons: card.buttons, said: [] };
  const page = pageOf(card, drawing);
  const rest = card.buttons.filter((b) => !decides(b));
  const command: Rich = { type: 'text', text: `quell approve ${seen(approve.ref)}`, style: { code: true } };
  const link: Button = { verb: 'approve', ref: approve.ref, label: 'Read all, then approve', style: 'primary' };
  return {
    buttons: page ? [{ ...link, href: page }, ...rest] : rest,
    said: [
      line([
        text(
          'This plan does not fit a Slack message, so it cannot be approved here. Read all of it, then approve it on the console or in a shell: ',
        ),
        command,
      ]),
    ],
  };
}

/** The card's foot, as it is when everything fits (`cut` false) and when it does not. */
function foot(card: Card, drawing: Drawing, cut: boolean, dropped: number): types.KnownBlock[] {
  const { buttons, said } = cut ? withoutApprove(card, drawing) : { buttons: card.buttons, said: [] };
  const gone =
    dropped > 0 ? [line([text(`${dropped} more part${dropped === 1 ? '' : 's'} of this card: see the console`)])] : [];
  return [...gone, ...elsewhere(card, drawing, cut), ...said, ...actionsOf(buttons)];
}

/** Draws a card within Slack's limits. Pure: the same card gives the same blocks. */
export function draw(card: Card, drawing: Drawing): Drawn {
  const shown: Block[] = card.blocks.length > 0 ? card.blocks : [{ block: 'text', text: [card.summary] }];
  const parts = shown.map((block) => partOf(block, drawing.mention));
  const top = head(card);
  const size = (blocks: types.KnownBlock[]) => blocks.reduce((sum, block) => sum + bytes(block), 0);
  const body = (bottom: types.KnownBlock[]) =>
    share(
      parts,
      LIMITS.message.blocksBytes - 2 - size(top) - size(bottom),
      LIMITS.message.blocks - top.length - bottom.length,
    );
  const whole = foot(card, drawing, false, 0);
  let fitted = body(whole);
  let bottom = whole;
  if (fitted.cut) {
    // The foot of a cut card is larger, so what fits is worked out again against the largest it can become.
    fitted = body(foot(card, drawing, true, parts.length));
    bottom = foot(card, drawing, true, fitted.dropped);
  }
  const fallback = [badge(card), `${card.title}: ${card.summary}`].filter(Boolean).join(' \u00b7 ');
  return {
    text: clip(defuse(clip(fallback, LIMITS.message.fallback / 3)), LIMITS.message.fallback),
    blocks: [...top, ...fitted.blocks, ...bottom],
    cut: fitted.cut,
  };
}
