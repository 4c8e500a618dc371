import { clip, seen } from '../../card/seen.ts';
import type { Button } from '../../domain/card.ts';
import type { Action, Execute, RichText } from './adaptive.ts';
import { HABIT, LIMITS } from './limits.ts';
import { more } from './parts.ts';
import { defuse } from './text.ts';

const VERB = /^[a-z][a-z-]{0,60}$/;

const STYLES = { primary: 'positive', danger: 'destructive' } as const;

/** A button's words. They are shown as they are, and parted all the same: which client reads markup is not ours to know. */
export const titled = (words: string): string => defuse(clip(seen(words), HABIT.button)) || '\u2013';

/** A press: a verb and an opaque reference, and for older clients the same as a submit. Nothing of the plan. */
export function execute(title: string, verb: string, data: Record<string, unknown>): Execute {
  return {
    type: 'Action.Execute',
    title: titled(title),
    verb: `quell.${verb}`,
    data,
    fallback: { type: 'Action.Submit', title: titled(title), data: { quell: verb, ...data } },
  };
}

/** What shows the card as it is by then, whoever asks. */
export const refreshing = (ref: string): Execute => ({
  type: 'Action.Execute',
  title: 'Refresh',
  verb: 'quell.refresh',
  data: { ref },
});

/** A page that a button may open: of the web, and short enough. */
export function webPage(href: string): string | undefined {
  const url = URL.parse(href);
  return url && /^https?:$/.test(url.protocol) && url.href.length <= LIMITS.url ? url.href : undefined;
}

/** A reference is never shortened, because a shortened one would name something else; nor is a page's address. */
function actionOf(button: Button): Action[] {
  const title = button.label || button.verb;
  if (button.href !== undefined) {
    const url = webPage(button.href);
    return url === undefined ? [] : [{ type: 'Action.OpenUrl', title: titled(title), url }];
  }
  if (!VERB.test(button.verb) || button.ref.length > LIMITS.ref) return [];
  const pressed = execute(title, button.verb, { ref: button.ref });
  return [button.style === 'default' ? pressed : { ...pressed, style: STYLES[button.style] }];
}

/** The row of buttons; what does not fit is said. */
export function actionsOf(buttons: readonly Button[]): { actions: Action[]; said: RichText[] } {
  const actions = buttons.flatMap(actionOf).slice(0, LIMITS.actions);
  return { actions, said: more(buttons.length - actions.length, 'button') };
}
