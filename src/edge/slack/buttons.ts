import type { types } from '@slack/bolt';
import type { Button } from '../../domain/card.ts';
import { LIMITS } from './limits.ts';
import { clip, seen } from './text.ts';

const ID = /^quell\.([a-z][a-z-]{0,60})\.\d{1,3}$/;

/** What a pressed button says: a verb and an opaque reference. Nothing of the plan. */
export interface Pressed {
  verb: string;
  ref: string;
}

/** Reads a press back; undefined for a button that Quell did not draw. */
export function pressedOf(actionId: string, value: string | undefined): Pressed | undefined {
  const found = ID.exec(actionId);
  if (!found) return undefined;
  return { verb: found[1]!, ref: value ?? '' };
}

/** A reference is never shortened, because a shortened one would name something else. */
function fits(button: Button): boolean {
  return button.ref.length <= LIMITS.button.value && /^[a-z][a-z-]{0,60}$/.test(button.verb);
}

function element(button: Button, place: number): types.Button {
  const label = seen(button.label) || seen(button.verb);
  return {
    type: 'button',
    // The place keeps ids apart where two steps can each be retried.
    action_id: `quell.${button.verb}.${place}`,
    ...(button.ref === '' ? {} : { value: button.ref }),
    text: { type: 'plain_text', text: clip(label, LIMITS.button.text), emoji: false },
    accessibility_label: clip(button.ref ? `${label}, ${seen(button.ref)}` : label, LIMITS.button.accessibility),
    ...(button.style === 'default' ? {} : { style: button.style }),
  };
}

/** The row of buttons, or nothing; what does not fit is said. */
export function actionsOf(buttons: Button[]): types.KnownBlock[] {
  const usable = buttons.filter(fits);
  const shown = usable.slice(0, LIMITS.actions);
  const left = buttons.length - shown.length;
  const blocks: types.KnownBlock[] = [];
  if (shown.length > 0) blocks.push({ type: 'actions', elements: shown.map(element) });
  if (left > 0) {
    const said = `${left} more button${left === 1 ? '' : 's'}: see the console`;
    blocks.push({ type: 'context', elements: [{ type: 'plain_text', text: said, emoji: false }] });
  }
  return blocks;
}
