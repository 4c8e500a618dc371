import { seen } from '../../card/seen.ts';
import type { Button, Card } from '../../domain/card.ts';
import { actionsOf, refreshing, webPage } from './actions.ts';
import type { Action, Element, RichText } from './adaptive.ts';
import { LIMITS } from './limits.ts';
import { more } from './parts.ts';
import { bold, line, run } from './text.ts';

export interface Foot {
  elements: Element[];
  actions: Action[];
}

interface Looks {
  consoleUrl?: string;
  back?: string;
}

/** The console's page for this card. Never another site's, whatever the path holds. */
function pageOf(card: Card, consoleUrl: string | undefined): string | undefined {
  const base = consoleUrl === undefined ? null : URL.parse(consoleUrl);
  if (!base || !card.path?.startsWith('/')) return undefined;
  const page = URL.parse(card.path, base.href);
  return page && page.origin === base.origin ? webPage(page.href) : undefined;
}

const SHELL: Partial<Record<Card['kind'], string>> = { plan: 'plan', incident: 'show' };

const command = (words: string) => run(words, { fontType: 'Monospace' });

/** Where all of it can be read: on the console, and with a command that works anywhere. */
function cutSentence(card: Card): RichText {
  const verb = SHELL[card.kind];
  const shell = verb ? [run(', or in a shell: '), command(`quell ${verb} ${seen(card.id)}`)] : [];
  return line([bold('This card was cut to fit Teams. '), run('All of it is on the console'), ...shell]);
}

/** What a person may only decide on after reading all of it. */
const DECIDES = new Set(['approve', 'break-glass']);

/** Nobody may approve what they could not read: on a cut card Approve is a link to the whole plan, or there is none. */
function withoutApprove(buttons: Button[], page: string | undefined): { buttons: Button[]; said: RichText[] } {
  const decides = (b: Button) => DECIDES.has(b.verb) && b.href === undefined;
  const approve = buttons.find(decides);
  if (!approve) return { buttons, said: [] };
  const rest = buttons.filter((b) => !decides(b));
  const link: Button = { verb: 'approve', ref: approve.ref, label: 'Read all, then approve', style: 'primary' };
  const why =
    'This plan does not fit a Teams card, so it cannot be approved here. Read all of it, then approve it on the console or in a shell: ';
  return {
    buttons: page ? [{ ...link, href: page }, ...rest] : rest,
    said: [line([run(why), command(`quell approve ${seen(approve.ref)}`)])],
  };
}

/** The way back to what stood there, where there is room for one more button. */
function withBack(actions: Action[], back: string | undefined): Action[] {
  return back === undefined || actions.length >= LIMITS.actions
    ? actions
    : [...actions, { ...refreshing(back), title: 'Back' }];
}

/** The end of a card, as it is when everything fits (`cut` false) and when it does not. */
export function footOf(card: Card, looks: Looks, cut: boolean, dropped: number): Foot {
  const page = pageOf(card, looks.consoleUrl);
  const { buttons, said } = cut ? withoutApprove(card.buttons, page) : { buttons: card.buttons, said: [] };
  const row = actionsOf(buttons);
  const elements: Element[] = [
    ...more(dropped, 'part', ' of this card'),
    ...(cut ? [cutSentence(card)] : []),
    ...said,
    ...row.said,
  ];
  if (page) {
    const link = { type: 'Action.OpenUrl', title: 'All of it on the console', url: page } as const;
    elements.push({ type: 'ActionSet', actions: [link] });
  }
  return { elements, actions: withBack(row.actions, looks.back) };
}
