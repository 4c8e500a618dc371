/** One block of a card, drawn for one surface as much as there is room for. */
export interface Part<Drawn> {
  /** How much there is to show: steps, rows, items or characters. */
  count: number;
  /** Lower is given room first: a warning and the facts come before the length of a list. */
  rank: number;
  /** Draws the first `n`. `cut` when anything at all is missing; the missing is said next to where it would stand. */
  build(n: number): { block: Drawn; cut: boolean };
}

/** Bytes of a block as a chat receives it, with the comma that parts it from the next. */
export function bytes(block: unknown): number {
  return Buffer.byteLength(JSON.stringify(block)) + 1;
}

/** The largest `n` whose drawing has at most `room` bytes. At least 0, which the caller has made room for. */
function largest<D>(part: Part<D>, whole: number, room: number): number {
  if (whole <= room) return part.count;
  let low = 0;
  let high = part.count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (bytes(part.build(middle).block) <= room) low = middle;
    else high = middle - 1;
  }
  return Math.max(low, 0);
}

/**
 * Shares `room` bytes and `most` blocks among the parts of a card. First every part gets its heading and the note that
 * says how much is missing, then what matters most is filled up and the short before the long, so that a long first stage
 * cannot push a warning or the second stage off the card.
 *
 * @returns the blocks in the card's order; `cut` when anything is missing; `dropped` parts that had no room at all.
 */
export function share<D>(
  parts: readonly Part<D>[],
  room: number,
  most: number,
): { blocks: D[]; cut: boolean; dropped: number } {
  const chosen: { part: Part<D>; n: number; size: number }[] = [];
  let left = room;
  for (const part of parts.slice(0, most)) {
    const size = bytes(part.build(0).block);
    if (size > left) break;
    chosen.push({ part, n: 0, size });
    left -= size;
  }
  const whole = new Map(chosen.map(({ part }) => [part, bytes(part.build(part.count).block)]));
  const order = (a: Part<D>, b: Part<D>) => a.rank - b.rank || whole.get(a)! - whole.get(b)!;
  for (const one of chosen.toSorted((a, b) => order(a.part, b.part))) {
    one.n = largest(one.part, whole.get(one.part)!, one.size + left);
    const size = one.n === one.part.count ? whole.get(one.part)! : bytes(one.part.build(one.n).block);
    left -= size - one.size;
    one.size = size;
  }
  const built = chosen.map((one) => one.part.build(one.n));
  const dropped = parts.length - chosen.length;
  return { blocks: built.map((b) => b.block), cut: dropped > 0 || built.some((b) => b.cut), dropped };
}
