import type { types } from '@slack/bolt';
import { bytes } from '../../card/share.ts';
import type { Card } from '../../domain/card.ts';
import type { Drawn } from './blocks.ts';
import { plain } from './fields.ts';
import { LIMITS } from './limits.ts';

/** How a list in a modal is known again. */
export const LIST_ID = 'quell.list';

const DIVIDER: types.KnownBlock = { type: 'divider' };

function left(count: number): types.KnownBlock {
  const said = `${count} more: \`incidents\` lists them, and the console shows all.`;
  return { type: 'context', elements: [plain(said, LIMITS.context.text)] };
}

/** Cards below each other, as many as a view holds; how many it does not hold is said. */
function stack(cards: readonly Card[], show: (card: Card) => Drawn): types.KnownBlock[] {
  const blocks: types.KnownBlock[] = [];
  let size = 0;
  for (const [i, card] of cards.entries()) {
    const next = [...(i > 0 ? [DIVIDER] : []), ...show(card).blocks];
    const bigger = next.reduce((sum, block) => sum + bytes(block), size);
    // One block and its words stay free for what did not fit.
    if (blocks.length + next.length >= LIMITS.view.blocks || bigger > LIMITS.viewBytes - 4000)
      return [...blocks, left(cards.length - i)];
    blocks.push(...next);
    size = bigger;
  }
  return blocks;
}

/** The blocks of a view, which may not be empty. */
function shown(cards: readonly Card[], show: (card: Card) => Drawn, empty: string): types.KnownBlock[] {
  const blocks = stack(cards, show);
  return blocks.length > 0 ? blocks : [{ type: 'context', elements: [plain(empty, LIMITS.context.text)] }];
}

/** A person's home tab. */
export function homeView(cards: readonly Card[], show: (card: Card) => Drawn): types.HomeView {
  return { type: 'home', blocks: shown(cards, show, 'Nothing is open.') };
}

/** Cards in a modal: the same buttons, and nothing to submit. @param empty said where there are none */
export function listView(
  title: string,
  cards: readonly Card[],
  show: (card: Card) => Drawn,
  empty = 'Nothing is open.',
): types.ModalView {
  return {
    type: 'modal',
    callback_id: LIST_ID,
    title: plain(title, LIMITS.view.title),
    close: plain('Close', LIMITS.view.close),
    blocks: shown(cards, show, empty),
  };
}
