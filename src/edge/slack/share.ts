import type { types } from '@slack/bolt';
import type { Part } from './parts.ts';

/** Bytes of a block as Slack receives it, with the comma that parts it from the next. */
export function bytes(block: unknown): number {
  return Buffer.byteLength(JSON.stringify(block)) + 1;
}

/** The largest `n` whose rendering has at most `room` bytes. At least 0, which the caller has made room for. */
function largest(part: Part, room: number): number {
  if (bytes(part.build(part.count).block) <= room) return part.count;
  let low = 0;
  let high = part.count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (bytes(part.build(middle).block) <= room) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Shares `room` bytes and `most` blocks among the parts of a card. First every part gets its heading and the note that
 * says how much is missing, then what matters most is filled up, so that a long first stage cannot push a warning or
 * the second stage off the card.
 *
 * @returns the blocks in the card's order; `cut` when anything is missing; `dropped` parts that had no room at all.
 */
export function share(
  parts: Part[],
  room: number,
  most: number,
): { blocks: types.RichTextBlock[]; cut: boolean; dropped: number } {
  const chosen: { part: Part; n: number; size: number }[] = [];
  let left = room;
  for (const part of parts.slice(0, most)) {
    const size = bytes(part.build(0).block);
    if (size > left) break;
    chosen.push({ part, n: 0, size });
    left -= size;
  }
  for (const one of chosen.toSorted((a, b) => a.part.rank - b.part.rank)) {
    one.n = largest(one.part, one.size + left);
    const size = bytes(one.part.build(one.n).block);
    left -= size - one.size;
    one.size = size;
  }
  const built = chosen.map((one) => one.part.build(one.n));
  const dropped = parts.length - chosen.length;
  return { blocks: built.map((b) => b.block), cut: dropped > 0 || built.some((b) => b.cut), dropped };
}
