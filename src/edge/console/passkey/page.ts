import { type Passkey, shortKey } from '../../../approval/sign-in.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { type Html, html } from '../render/html.ts';

/** With its day: a key is older than a card. */
function day(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}

/** Before anybody signed in: it tells nothing about anybody. */
export function signInPage(proof: string): Html {
  return html`<section class="panel narrow"><h1>Your passkeys</h1>
    <p>A passkey in your device, or a security key, can approve a plan that asks who you are. It signs that one plan. To see yours, to add one or to remove one, sign in first.</p>
    <form method="post" action="/passkeys"><input type="hidden" name="proof" value="${proof}"><button class="button primary" type="submit">Sign in to see your passkeys</button></form></section>`;
}

function own({ id, at, usedAt }: Passkey, hidden: Html): Html {
  return html`<li><p>Passkey <code>${shortKey(id)}</code>: added ${day(at)}, ${usedAt ? html`last used ${day(usedAt)}` : 'never used'}.</p>
    <form method="post" action="/passkeys/remove">${hidden}<input type="hidden" name="key" value="${id}"><button class="button danger" type="submit">Remove passkey ${shortKey(id)}</button></form></li>`;
}

/** A person's own keys after a fresh sign-in, which is good for one change. */
export function keysPage(
  name: string,
  keys: readonly Passkey[],
  options: JsonObject,
  { proof, nonce }: { proof: string; nonce: string },
): Html {
  const hidden = html`<input type="hidden" name="proof" value="${proof}"><input type="hidden" name="nonce" value="${nonce}">`;
  const list = html`<p>These can decide in your name. Remove what you do not know, and tell your security team.</p><ul>${keys.map((key) => own(key, hidden))}</ul>`;
  return html`<section class="panel narrow"><h1>Your passkeys</h1><p>You signed in as <strong>${name}</strong>. This sign-in is good for one change.</p>
    ${keys.length > 0 ? list : html`<p>You have none.</p>`}
    <h2>Add a passkey</h2><p>Your browser asks for the device or key.</p>
    <form method="post" action="/passkeys/add" data-passkey="create" data-options="${JSON.stringify(options)}">${hidden}<input type="hidden" name="answer" value="">
    <button class="button primary" type="submit">Add the passkey</button></form>
    <p id="said" role="status" aria-live="polite"></p>
    <noscript><p>Adding one needs scripts.</p></noscript></section>`;
}

/** What came of the change. */
export function changedPage(what: 'added' | 'removed', id: string): Html {
  const said =
    what === 'added'
      ? html`<h1>Your passkey is ready</h1><p>It is <code>${shortKey(id)}</code>. The next plan that asks who you are offers it.</p>`
      : html`<h1>Your passkey is removed</h1><p>Passkey <code>${shortKey(id)}</code> decides nothing any more.</p>`;
  return html`<section class="panel narrow">${said}<p>You are told in your chat too. You can close this page, or look at <a href="/passkeys">your passkeys</a>.</p></section>`;
}
