import type { Block, Card } from '../../domain/card.ts';
import { type Drawing, type Drawn, draw } from './blocks.ts';

/** Messages that one private answer may take: a response address serves five times. */
const MOST = 5;

function partsOf(card: Card, drawing: Drawing): Block[][] | undefined {
  const fits = (blocks: Block[]) => !draw({ ...card, blocks }, drawing).cut;
  const parts: Block[][] = [];
  let part: Block[] = [];
  for (const block of card.blocks) {
    if (!fits([block])) return undefined;
    if (part.length > 0 && !fits([...part, block])) {
      parts.push(part);
      part = [];
    }
    part.push(block);
  }
  return [...parts, part];
}

/**
 * A card as as many messages as it takes, so that nothing is cut where somebody asked for all of it. The buttons stand
 * below the last. A card that even so does not fit is drawn cut, and says so.
 */
export function pages(card: Card, drawing: Drawing): Drawn[] {
  const whole = draw(card, drawing);
  if (!whole.cut) return [whole];
  const parts = partsOf(card, drawing);
  if (!parts || parts.length > MOST) return [whole];
  return parts.map((blocks, i) => {
    const last = i === parts.length - 1;
    const title = `${card.title} (${i + 1} of ${parts.length})`;
    return draw({ ...card, title, blocks, buttons: last ? card.buttons : [] }, drawing);
  });
}
