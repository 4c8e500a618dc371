import type { Context, Hono } from 'hono';
import type { SignedIn } from '../../../approval/sign-in.ts';
import { browserOf, isProof, markBrowser, sessionCookie, setSession } from '../cookie.ts';
import type { AppParts, ConsoleSignIn } from '../parts.ts';
import { bare } from '../render/bare.ts';
import { ownPath } from '../render/card.ts';
import { html } from '../render/html.ts';
import type { Session, Sessions } from '../session.ts';
import { unknownIdentity } from './fault.ts';
import { fieldsOf, sendAway, staleForm } from './send.ts';

/** Nothing makes a session last longer. */
const SESSION_MS = 3_600_000;

/** Where to go after the sign-in: a page of the console, whatever the address says. */
const goal = (to: string | null | undefined) => ownPath(to ?? undefined) ?? '/';

/** The page for whoever is not signed in yet, and the form that ends a session. */
export function sessionRoutes(app: Hono, parts: AppParts, of: ConsoleSignIn, sessions: Sessions): void {
  app.get('/sign-in', (c) => {
    const browser = markBrowser(c, parts.origin());
    const body = html`<section class="panel narrow"><h1>Sign in to Quell</h1>
      <p>Incidents, plans and approvals are shown to people whom Quell knows. You sign in at <code>${of.signIn.issuer}</code>; a session ends after an hour.</p>
      <form method="post" action="/sign-in"><input type="hidden" name="proof" value="${browser.proof('session')}"><input type="hidden" name="to" value="${goal(c.req.query('to'))}">
      <button class="button primary" type="submit">Sign in</button></form></section>`;
    return c.html(bare('Sign in', body));
  });
  app.post('/sign-in', async (c) => {
    const fields = await fieldsOf(c);
    const browser = browserOf(c, parts.origin());
    if (!isProof(fields.get('proof'), browser, 'session')) throw staleForm();
    const to = goal(fields.get('to'));
    return sendAway(c, of, browser, { purpose: 'session', ref: to, about: 'session', fresh: false });
  });
  app.post('/sign-out', async (c) => {
    const fields = await fieldsOf(c);
    const session = sessions.find(sessionCookie(c, parts.origin()));
    if (session && fields.get('csrf') !== session.csrf) throw staleForm();
    sessions.end(session?.id);
    setSession(c, parts.origin(), '', 'Lax', 0);
    return c.redirect('/sign-in', 303);
  });
}

/** Begins a session for the person whose identity it is. A new one each time: an id that somebody planted becomes nobody's. */
export function signedIn(
  c: Context,
  parts: AppParts,
  of: ConsoleSignIn,
  sessions: Sessions,
  who: SignedIn,
  to: string,
): Response {
  const person = of.personBy(who.issuer, who.subject);
  if (!person) throw unknownIdentity(who.issuer, of.slackCommand);
  sessions.end(sessionCookie(c, parts.origin()));
  const session: Session = sessions.start({
    acting: person.id,
    authenticated: `console, signed in with ${who.issuer}`,
    endsMs: Date.now() + SESSION_MS,
  });
  setSession(c, parts.origin(), session.id, 'Lax', SESSION_MS / 1000);
  return c.redirect(goal(to), 303);
}
