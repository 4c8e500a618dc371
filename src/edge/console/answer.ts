import type { Context } from 'hono';
import { codeSpans } from '../../card/notice.ts';
import { plain } from '../../card/seen.ts';
import type { Card } from '../../domain/card.ts';
import type { Fault } from '../../domain/fault.ts';
import type { Posted } from './act.ts';
import type { ConsoleDesk } from './desk.ts';
import { frameOf, replyContent } from './page/visit.ts';
import { bare } from './render/bare.ts';
import { card } from './render/card.ts';
import { html } from './render/html.ts';
import { type Flash, secret } from './session.ts';

/** Set by the script: the answer is put into the page instead of loading a new one. */
export const wantsFragment = (c: Context): boolean => c.req.header('x-quell-fragment') === '1';

export function faultCard(fault: Fault): Card {
  return {
    kind: 'fault',
    id: fault.code,
    tone: 'bad',
    title: fault.code === 'console.not-found' ? 'Not found' : 'Not done',
    summary: plain(codeSpans(fault.message)),
    blocks: [{ block: 'text', text: [{ strong: 'What to do: ' }, ...codeSpans(fault.fix)] }],
    buttons: [],
  };
}

const cut = (of: Card): Flash => ({ card: { ...of, blocks: [], buttons: [] } });

/**
 * Where a reply is shown, and how much of it: an incident on its own page, and only its sentence where the page says
 * the rest already, so that no button stands twice.
 */
async function placed(flash: Flash, from: Posted, desk: ConsoleDesk): Promise<{ flash: Flash; path: string }> {
  const incident = from.fields.get('incident');
  if (!('card' in flash)) return { flash, path: from.here };
  const { card: of } = flash;
  if (of.kind === 'incident' && of.id !== incident && (await desk.page(of.id))) {
    return { flash: cut(of), path: `/incidents/${encodeURIComponent(of.id)}` };
  }
  const page = incident === null ? undefined : await desk.page(incident);
  const there = page?.cards.find((c) => c.kind === of.kind && c.id === of.id)?.blocks.map((b) => JSON.stringify(b));
  const shown = there && of.blocks.every((b) => there.includes(JSON.stringify(b)));
  return { flash: shown ? cut(of) : flash, path: from.here };
}

/** Shows a reply: into the open page for the script, else once, above the page that the browser is sent back to. */
export async function answer(c: Context, given: Flash, from: Posted, desk: ConsoleDesk): Promise<Response> {
  const { flash, path } = await placed(given, from, desk);
  if (wantsFragment(c) && path === from.here) {
    const incident = from.fields.get('incident') ?? undefined;
    c.header('x-quell-token', secret());
    return c.html(replyContent(flash, frameOf({ desk, session: from.session, here: path }, incident)).text);
  }
  from.session.flash = { path, shown: flash };
  if (!wantsFragment(c)) return c.redirect(path, 303);
  c.header('x-quell-go', path);
  return c.body(null, 204);
}

const STATUS: Record<string, 401 | 403 | 404 | 409 | 410 | 413 | 503> = {
  'console.signed-out': 401,
  'sign-in.gone': 410,
  'sign-in.other-browser': 403,
  'sign-in.unknown-identity': 403,
  'sign-in.refused': 403,
  'sign-in.stale': 403,
  'sign-in.weak': 403,
  'sign-in.unreachable': 503,
  'step-up.unknown': 404,
  'step-up.gone': 410,
  'step-up.changed': 409,
  'step-up.other-person': 403,
  'link.gone': 410,
  'console.not-found': 404,
  'console.foreign-host': 403,
  'console.foreign-origin': 403,
  'console.stale-form': 403,
  'console.too-large': 413,
  'console.busy': 503,
};

/** A fault as a page of its own, or as the reply that the script puts in. */
export function faultAnswer(c: Context, fault: Fault): Response {
  const frame = { names: () => undefined, csrf: '', token: () => '', here: '/' };
  const shown = card(faultCard(fault), frame, 'reply');
  const status = STATUS[fault.code] ?? (fault.code === 'quell.bug' ? 500 : 400);
  if (wantsFragment(c)) return c.html(shown.text, status);
  const body = html`<h1 class="vh">Not done</h1><div class="full-plan">${shown}</div><p><a href="/">To the incidents</a></p>`;
  return c.html(bare('Not done', body), status);
}
