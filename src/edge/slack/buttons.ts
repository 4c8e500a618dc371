import type { types } from '@slack/bolt';
import { clip, seen } from '../../card/seen.ts';
import type { Button } from '../../domain/card.ts';
import { LIMITS } from './limits.ts';

const ID = /^quell\.([a-z][a-z-]{0,60})\.\d{1,3}$/;

/** Slack tells us of a press on a link too. It opened a page by itself, and there is nothing to do. */
export const LINK_ID = /^quell-link\.\d{1,3}$/;

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

/** A page that a button may open: of the web, and short enough. */
function pageOf(href: string): string | undefined {
  const url = URL.parse(href);
  return url && /^https?:$/.test(url.protocol) && url.href.length <= LIMITS.url ? url.href : undefined;
}

/** A reference is never shortened, because a shortened one would name something else; nor is a page's address. */
function fits(button: Button): boolean {
  if (button.href !== undefined) return pageOf(button.href) !== undefined;
  return button.ref.length <= LIMITS.button.value && /^[a-z][a-z-]{0,60}$/.test(button.verb);
}

/** What the press says to us. A link says nothing: what its page decides is decided there. */
function meaning(button: Button, place: number): Pick<types.Button, 'action_id' | 'value' | 'url'> {
  const url = button.href === undefined ? undefined : pageOf(button.href);
  if (url) return { action_id: `quell-link.${place}`, url };
  // The place keeps ids apart where two steps can each be retried.
  const action_id = `quell.${button.verb}.${place}`;
  return button.ref === '' ? { action_id } : { action_id, value: button.ref };
}

function element(button: Button, place: number): types.Button {
  const label = seen(button.label) || seen(button.verb);
  return {
    type: 'button',
    ...meaning(button, place),
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
