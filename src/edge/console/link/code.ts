import type { Context, Hono } from 'hono';
import type { LinkAsk, SignedIn } from '../../../approval/sign-in.ts';
import { Fault } from '../../../domain/fault.ts';
import type { Principal } from '../../../domain/person.ts';
import { browserOf, isProof, markBrowser } from '../cookie.ts';
import type { AppParts, ConsoleSignIn } from '../parts.ts';
import { bare } from '../render/bare.ts';
import { type Html, html } from '../render/html.ts';
import { icon } from '../render/icon.ts';
import { visible } from '../render/text.ts';
import { fieldsOf, sendAway, staleForm } from '../sign-in/send.ts';

function gone({ slackCommand }: ConsoleSignIn): Fault {
  return new Fault({
    code: 'link.gone',
    message: 'This link serves no more: it was used, it took too long, or there never was one.',
    fix: `Ask for a link once more: \`${slackCommand} link\` in Slack, or \`link\` in your own chat with Quell in Teams.`,
  });
}

function open(of: ConsoleSignIn, ask: LinkAsk | undefined): asserts ask is LinkAsk {
  if (ask?.state !== 'open' || ask.expired) throw gone(of);
}

/** `Somebody typed /quell link in Slack as U07.`: what the owner of the account would know. */
function sayAsked({ slackCommand }: ConsoleSignIn, { surface, user }: Principal): Html {
  const who = html`<strong class="whole">${visible(user)}</strong>`;
  switch (surface) {
    case 'slack':
      return html`Somebody typed <code>${slackCommand} link</code> in Slack as ${who}.`;
    case 'teams':
      return html`Somebody sent <code>link</code> to Quell in Teams as ${who}.`;
    default:
      return html`Somebody typed <code>quell link</code> in a shell as ${who}.`;
  }
}

/** What is typed back, where, and who sees it. */
function sayBack({ slackCommand }: ConsoleSignIn, { surface }: Principal, code: string): Html {
  const typed = (before: string) => html`<p class="code"><code>${before}link ${code}</code></p>`;
  switch (surface) {
    case 'slack':
      return html`<p>Go back to Slack and send this. Only you see it.</p>${typed(`${slackCommand} `)}`;
    case 'teams':
      return html`<p>In your own chat with Quell in Teams, send this:</p>${typed('')}`;
    default:
      return html`<p>Go back to the shell and type this:</p>${typed('quell ')}`;
  }
}

/** The page that a chat account was given, to sign in for it. */
export function linkRoutes(app: Hono, parts: AppParts, of: ConsoleSignIn): void {
  const { origin } = parts;
  app.get('/link/:token', async (c) => {
    const ask = await of.links.byToken(c.req.param('token'));
    open(of, ask);
    const proof = markBrowser(c, origin()).proof(`link|${ask.ref}`);
    const body = html`<section class="panel narrow"><h1>Is this your account?</h1>
      <p>${sayAsked(of, ask.principal)} Was it you, just now?</p>
      <p class="warn">${icon('warn')}<span>Go on only if it was: ${visible(of.account(ask.principal))} will be linked to whoever signs in here. If somebody sent you this address, close it.</span></p>
      <form method="post" action="/link/${c.req.param('token')}"><input type="hidden" name="proof" value="${proof}">
      <button class="button primary" type="submit">It is mine: sign in</button></form></section>`;
    return c.html(bare('Link your account', body));
  });
  app.post('/link/:token', async (c) => {
    const fields = await fieldsOf(c);
    const browser = browserOf(c, origin());
    const ask = await of.links.byToken(c.req.param('token'));
    open(of, ask);
    if (!isProof(fields.get('proof'), browser, `link|${ask.ref}`)) throw staleForm();
    return sendAway(c, of, browser, { purpose: 'link', ref: ask.ref, about: `link|${ask.ref}`, fresh: true });
  });
}

/** Shows the code that must be typed back in the chat: whoever sent the address on cannot see it. */
export async function showCode(c: Context, of: ConsoleSignIn, ref: string, who: SignedIn): Promise<Response> {
  const ask = await of.links.byRef(ref);
  open(of, ask);
  const code = await of.links.show(ref, who);
  if (code === undefined) throw gone(of);
  const known = of.personBy(who.issuer, who.subject);
  const body = html`<section class="panel narrow"><h1>One more step, where you began</h1>
    <p>You signed in${known && html` as <strong>${visible(known.name)}</strong>`}, for ${visible(of.account(ask.principal))}.</p>
    ${sayBack(of, ask.principal, code)}
    <p class="warn">${icon('warn')}<span>Type it yourself, and tell it to nobody: whoever types it is you from then on.</span></p>
    <p class="quiet">It serves for ten minutes; three wrong ones end it.</p></section>`;
  return c.html(bare('Your code', body));
}
