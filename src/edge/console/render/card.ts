import { plain } from '../../../card/seen.ts';
import type { Card } from '../../../domain/card.ts';
import { block } from './block.ts';
import { button, type Frame } from './form.ts';
import { type Html, html, key } from './html.ts';
import { icon } from './icon.ts';
import { marks, toneIcon } from './state.ts';
import { visible } from './text.ts';

/** Paths that Quell itself makes; a card's path is a link only when it is one of them. */
const OWN_PATH = /^\/(incidents|plans)(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/;

export function ownPath(path: string | undefined): string | undefined {
  return path !== undefined && OWN_PATH.test(path) ? path : undefined;
}

/** The page that shows all of a card, unless this is it; where the card has a button for that, the button is the link. */
function buttons(card: Card, frame: Frame): Html {
  const path = ownPath(card.path);
  const looks = (verb: string) => verb === 'plan' && path !== undefined;
  const link = path !== undefined && path !== frame.here ? path : undefined;
  const title = html`<span class="vh">: ${visible(card.title)}</span>`;
  const drawn = card.buttons.map((b) => {
    if (!looks(b.verb)) return button(b, frame, card.title);
    return link !== undefined && html`<a class="button" href="${link}">${visible(b.label)}${title}</a>`;
  });
  const more = link !== undefined && !card.buttons.some((b) => looks(b.verb));
  return html`${drawn}${more && html`<a class="more" href="${link}">Show all of it${title} ${icon('right')}</a>`}`;
}

/** What it is, as people say it aloud; where it has no such name, its kind and id. A reply of a moment has neither. */
function called(of: Card): Html {
  if (of.kind === 'notice' || of.kind === 'list') return html``;
  if (!of.about) return html`<span class="kind">${of.kind}</span> <code class="id">${visible(of.id)}</code>`;
  return html`${of.about.map((name) => html`<code class="id">${visible(name)}</code> `)}`;
}

/** The sentence that stands for the whole card is left out where the card itself says it, in one piece or in several. */
function saysItself(card: Card): boolean {
  const said = card.blocks.flatMap((b) => ('text' in b && b.block !== 'code' ? [plain(b.text)] : []));
  return said.includes(card.summary) || (said.length > 1 && said.join(' ') === card.summary);
}

/**
 * A card as HTML. Its heading can take the focus, so that a reader does not fall off the page when a button goes away.
 * `data-say` is read aloud when it changes.
 */
export function card(of: Card, frame: Frame, where = 'card'): Html {
  const id = `${where}-${key(of.kind, of.id)}`;
  return html`<article class="card ${of.tone}${of.mode && ` ${of.mode}`}" id="${id}" data-key="${id}" data-say="${visible(of.summary)}" aria-labelledby="${id}-title">
    <header><p class="marks">${of.mode && marks({ ...of, mode: of.mode })}${called(of)}</p>
    <h2 id="${id}-title" tabindex="-1">${toneIcon(of.tone)}<span>${visible(of.title)}</span></h2></header>
    ${!saysItself(of) && html`<p class="summary">${visible(of.summary)}</p>`}
    ${of.blocks.map((b) => block(b, frame.names))}
    <footer>${buttons(of, frame)}</footer>
  </article>`;
}

/** What waits for a person stands first, then the incident's own card, then the newest. */
export function ordered(cards: Card[]): Card[] {
  const waits = (c: Card) => c.buttons.some((b) => b.style !== 'default');
  const rank = (c: Card) => (c.kind === 'incident' ? 1 : waits(c) ? 0 : 2);
  return cards.toReversed().sort((a, b) => rank(a) - rank(b));
}
