import type { Front } from '../../command/surface.ts';
import type { Card, Form } from '../../domain/card.ts';
import type { Pressed } from './buttons.ts';

const MOST = 2000;

export interface Forms {
  /** Keeps the forms of a card's buttons until it is drawn again or 2,000 newer ones have come. */
  keep(card: Card): void;
  /** The form that a pressed button opens. Answers at once: a Slack trigger lives three seconds. */
  of(pressed: Pressed): Form | undefined;
}

/**
 * A button carries a verb and a reference; its form is looked up when it is pressed. After a restart the front is
 * asked, as if the person had typed the verb and the reference.
 */
export function openForms(front: Front): Forms {
  const kept = new Map<string, Form>();
  return {
    keep(card) {
      for (const button of card.buttons) {
        if (!button.form) continue;
        const key = `${button.verb} ${button.ref}`;
        kept.delete(key);
        kept.set(key, button.form);
      }
      for (const key of kept.keys()) {
        if (kept.size <= MOST) break;
        kept.delete(key);
      }
    },
    of(pressed) {
      if (!pressed.form) return undefined;
      const key = `${pressed.verb} ${pressed.ref}`.trim();
      return kept.get(`${pressed.verb} ${pressed.ref}`) ?? front.formFor(key);
    },
  };
}
