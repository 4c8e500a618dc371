import type { StepUp } from '../../../approval/step-up.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { shortDigest } from '../../../domain/plan.ts';
import { type Html, html } from '../render/html.ts';

/** Asks the browser for a passkey's signature over this very plan. The script does that, and sends the form. */
export function passkeyPage(
  link: StepUp,
  options: JsonObject,
  { proof, nonce }: { proof: string; nonce: string },
): Html {
  return html`<section class="panel narrow"><h1>Your passkey decides</h1>
    <p>It signs plan ${shortDigest(link.digest)} and nothing else. When it has, your vote is cast.</p>
    <form method="post" action="/confirm/${link.ref}/passkey" data-passkey="get" data-options="${JSON.stringify(options)}"><input type="hidden" name="proof" value="${proof}"><input type="hidden" name="nonce" value="${nonce}"><input type="hidden" name="answer" value="">
    <button class="button primary" type="submit">Use the passkey</button></form>
    <p id="said" role="status" aria-live="polite"></p>
    <noscript><p>Passkeys need scripts. Go back, and sign in instead.</p></noscript></section>`;
}
