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

function more(card: Card, frame: Frame): Html | false {
  const path = ownPath(card.path);
  if (path === undefined || path === frame.here) return false;
  return html`<a class="more" href="${path}">${card.kind === 'plan' ? 'Show the whole plan' : 'Show all of it'}<span class="vh">: ${visible(card.title)}</span> ${icon('right')}</a>`;
}

/**
 * A card as HTML. Its heading can take the focus, so that a reader does not fall off the page when a button goes away.
 * `data-say` is read aloud when it changes.
 */
export function card(of: Card, frame: Frame, where = 'card'): Html {
  const id = `${where}-${key(of.kind, of.id)}`;
  return html`<article class="card ${of.tone} ${of.mode}" id="${id}" data-key="${id}" data-say="${visible(of.summary)}" aria-labelledby="${id}-title">
    <header><p class="marks">${marks(of)}<span class="kind">${of.kind}</span> <code class="id">${visible(of.id)}</code></p>
    <h2 id="${id}-title" tabindex="-1">${toneIcon(of.tone)}${visible(of.title)}</h2></header>
    <p class="summary">${visible(of.summary)}</p>
    ${of.blocks.map((b) => block(b, frame.names))}
    <footer>${of.buttons.map((b) => button(b, frame, of.title))}${more(of, frame)}</footer>
  </article>`;
}

/** What waits for a person stands first, then the newest; the incident's own card keeps the top. */
export function ordered(cards: Card[]): Card[] {
  const rank = (c: Card) => (c.kind === 'incident' ? 0 : c.buttons.length > 0 ? 1 : 2);
  return cards.toReversed().sort((a, b) => rank(a) - rank(b));
}
