import type { Reply } from '../command/surface.ts';
import type { Card } from '../domain/card.ts';
import type { Json } from '../domain/json.ts';

/** An answer for the person who asked. `data` is what `--json` prints; anything that JSON can carry. */
export function reply(card: Card, data: unknown, exit = 0): Reply {
  return { card, public: false, data: JSON.parse(JSON.stringify(data ?? null)) as Json, exit };
}
