import { Fault } from '../../../domain/fault.ts';
import type { ConsoleDesk } from '../desk.ts';
import { card } from '../render/card.ts';
import { type Frame, form } from '../render/form.ts';
import { type Html, html } from '../render/html.ts';
import type { Region } from '../render/page.ts';
import { rangeStrip } from '../render/range.ts';
import type { Names } from '../render/text.ts';
import { type Flash, type Session, secret } from '../session.ts';

/** One request for a page: whose browser, what it asks, and when. */
export interface Visit {
  desk: ConsoleDesk;
  session: Session;
  nowMs: number;
  /** Path asked for. */
  here: string;
  /** Verb of an example that the command box is to be filled with. */
  example: string | undefined;
}

/** A page in parts: the regions that stay live, and how they stand together. */
export interface Drawn {
  title: string;
  follow?: string;
  regions: Record<string, Region>;
  body(reply: Html): Html;
}

export function names(desk: ConsoleDesk): Names {
  const all = new Map(desk.people().map((p) => [p.id, p.name]));
  return (person) => all.get(person);
}

export function frameOf(visit: Pick<Visit, 'desk' | 'session' | 'here'>, incident?: string): Frame {
  return {
    names: names(visit.desk),
    csrf: visit.session.csrf,
    token: secret,
    here: visit.here,
    ...(incident === undefined ? {} : { incident }),
  };
}

/** Where replies stand: what one person alone sees, above the page. */
export function reply(flash: Flash | undefined, frame: Frame): Html {
  return html`<section id="reply" aria-label="Reply">${flash && replyContent(flash, frame)}</section>`;
}

export function replyContent(flash: Flash, frame: Frame): Html {
  const shown =
    'card' in flash
      ? card(flash.card, frame, 'reply')
      : html`<article class="card neutral" data-say="${flash.form.title}"><h2>${flash.form.title}</h2>${form(flash.form, frame)}</article>`;
  return html`<p class="reply-head"><span>Reply, seen by you alone</span> <a href="${frame.here}" data-dismiss>Dismiss</a></p>${shown}`;
}

/** The strip of the simulated clouds, where there are any. */
export function rangeRegion({ desk }: Visit, frame: Frame): Record<string, Region> {
  return desk.range ? { range: { on: ['calls', 'changed'], content: rangeStrip(desk.range.now(), frame) } } : {};
}

export function notFound(what: string): Fault {
  return new Fault({
    code: 'console.not-found',
    message: `There is no ${what} here.`,
    fix: 'The list of incidents is on the first page.',
  });
}
