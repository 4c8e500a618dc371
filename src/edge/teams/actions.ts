import type { Button, Card } from '../../domain/card.ts';
import { LIMITS } from './limits.ts';
import { clip, seen } from './text.ts';

/** An address of Quell's own console, and no other site's whatever a path holds. */
export function pageOf(path: string | undefined, consoleUrl: string | undefined): string | undefined {
  if (!path?.startsWith('/') || !consoleUrl) return undefined;
  const page = URL.parse(path, consoleUrl);
  return page && page.origin === new URL(consoleUrl).origin ? page.href : undefined;
}

const STYLES = { primary: 'positive', danger: 'destructive', default: 'default' } as const;

const titleOf = ({ label, verb }: Button) => clip(seen(label) || verb, LIMITS.label);

function action(button: Button): Record<string, unknown> {
  const { verb, ref, href } = button;
  const title = titleOf(button);
  if (href !== undefined) return { type: 'Action.OpenUrl', title, url: href };
  return {
    type: 'Action.Execute',
    title,
    verb: `quell.${verb}`,
    data: { ref },
    style: STYLES[button.style],
    // A client without Action.Execute sends this as a message; the same door takes it.
    fallback: { type: 'Action.Submit', title, data: { quell: verb, ref } },
  };
}

/** A reference is never shortened, because a shortened one would name something else. */
const fits = ({ verb, ref, href }: Button) =>
  /^[a-z][a-z-]{0,60}$/.test(verb) && ref.length <= 2000 && (href === undefined || /^https?:\/\//.test(href));

/** What a person may only decide on after reading all of it. */
const DECIDES = new Set(['approve', 'break-glass']);

/** Nobody may approve what they could not read: on a cut card Approve is a link to the whole plan, or there is none. */
function readFirst(buttons: Button[], page: string | undefined): Button[] {
  const decides = (b: Button) => DECIDES.has(b.verb) && b.href === undefined;
  const approve = buttons.find(decides);
  if (!approve) return buttons;
  const rest = buttons.filter((b) => !decides(b));
  return page ? [{ ...approve, label: 'Read all, then approve', href: page }, ...rest] : rest;
}

/** The buttons of a card; `left` of them have no room. */
export function actionsOf(card: Card, cut: boolean, page: string | undefined): { actions: unknown[]; left: number } {
  const all = (cut ? readFirst(card.buttons, page) : card.buttons).filter(fits);
  return { actions: all.slice(0, LIMITS.actions).map(action), left: Math.max(0, all.length - LIMITS.actions) };
}
