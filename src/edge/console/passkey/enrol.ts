import type { Context, Hono } from 'hono';
import type { SignedIn } from '../../../approval/sign-in.ts';
import { type Browser, browserOf, isProof, markBrowser } from '../cookie.ts';
import type { AppParts, ConsoleSignIn } from '../parts.ts';
import { bare } from '../render/bare.ts';
import { html } from '../render/html.ts';
import { noSignIn, unknownIdentity } from '../sign-in/fault.ts';
import { fieldsOf, sendAway, staleForm } from '../sign-in/send.ts';
import { parsed } from '../step-up/routes.ts';

const PURPOSE = 'passkeys';

/** A passkey is added right after a fresh sign-in, and never otherwise. */
export function passkeyRoutes(app: Hono, { origin }: AppParts, of: ConsoleSignIn): void {
  app.get('/passkeys', (c) => {
    const proof = markBrowser(c, origin()).proof(PURPOSE);
    const body = html`<section class="panel narrow"><h1>Add a passkey</h1>
      <p>A passkey in your device, or a security key, can approve a plan that asks who you are. It signs that one plan. To add one, sign in first.</p>
      <form method="post" action="/passkeys"><input type="hidden" name="proof" value="${proof}"><button class="button primary" type="submit">Sign in to add a passkey</button></form></section>`;
    return c.html(bare('Add a passkey', body));
  });
  app.post('/passkeys', async (c) => {
    const fields = await fieldsOf(c);
    const browser = browserOf(c, origin());
    if (!isProof(fields.get('proof'), browser, PURPOSE)) throw staleForm();
    return sendAway(c, of, browser, { purpose: 'enrol', ref: PURPOSE, about: PURPOSE, fresh: true });
  });
  app.post('/passkeys/add', async (c) => {
    const fields = await fieldsOf(c);
    const browser = browserOf(c, origin());
    if (!isProof(fields.get('proof'), browser, PURPOSE)) throw staleForm();
    const nonce = fields.get('nonce') ?? '';
    const under = await of.signIns.take(nonce);
    if (under?.purpose !== 'enrolled' || under.browser !== browser.mark) throw noSignIn();
    const added = await of.passkeys.accept(parsed(fields.get('answer')), nonce);
    await of.signIns.addPasskey({ ...added, person: under.ref });
    await of.note({
      stream: 'quell',
      type: 'command.passkey-added',
      actor: { person: under.ref, surface: 'console' },
      summary: `${under.ref} added a passkey, after a fresh sign-in with ${of.signIn.issuer}`,
      data: { passkey: added.id, issuer: of.signIn.issuer },
    });
    const body = html`<section class="panel narrow"><h1>Your passkey is ready</h1><p>The next plan that asks who you are offers it. You can close this page.</p></section>`;
    return c.html(bare('Passkey added', body));
  });
}

/** Asks the browser for a new passkey of the person who has just signed in. */
export async function invite(c: Context, of: ConsoleSignIn, browser: Browser, who: SignedIn): Promise<Response> {
  const person = of.personBy(who.issuer, who.subject);
  if (!person) throw unknownIdentity(who.issuer);
  const { options, nonce } = await of.passkeys.invite(person, await of.signIns.passkeys(person.id));
  await of.signIns.keep(nonce, { purpose: 'enrolled', ref: person.id, browser: browser.mark, kept: {} });
  const body = html`<section class="panel narrow"><h1>Add a passkey</h1><p>You signed in as <strong>${person.name}</strong>. Your browser now asks for the device or key.</p>
    <form method="post" action="/passkeys/add" data-passkey="create" data-options="${JSON.stringify(options)}"><input type="hidden" name="proof" value="${browser.proof(PURPOSE)}"><input type="hidden" name="nonce" value="${nonce}"><input type="hidden" name="answer" value="">
    <button class="button primary" type="submit">Add the passkey</button></form>
    <p id="said" role="status" aria-live="polite"></p>
    <noscript><p>Passkeys need scripts.</p></noscript></section>`;
  return c.html(bare('Add a passkey', body, { script: 'passkey.js' }));
}
