import type { Context } from 'hono';
import type { Purpose } from '../../../approval/sign-in.ts';
import { Fault } from '../../../domain/fault.ts';
import type { Browser } from '../cookie.ts';
import type { ConsoleSignIn } from '../parts.ts';
import { bare } from '../render/bare.ts';
import { html } from '../render/html.ts';

export interface Errand {
  purpose: Purpose;
  /** What it is for. */
  ref: string;
  /** What the nonce is bound to. */
  about: string;
  fresh: boolean;
  hint?: string | undefined;
}

/**
 * Sends a browser to the identity provider. By a page and not by a redirect: `form-action` would be asked about every
 * address that the provider forwards to.
 */
export async function sendAway(c: Context, { signIn, signIns }: ConsoleSignIn, browser: Browser, errand: Errand) {
  const { purpose, ref, about, fresh, hint } = errand;
  const { url, state, kept } = await signIn.begin(about, { fresh, ...(hint ? { hint } : {}) });
  await signIns.keep(state, { purpose, ref, browser: browser.mark, kept: { ...kept } });
  const body = html`<h1>Going on to sign in…</h1><p>Your browser goes to <code>${signIn.issuer}</code> and comes back here.</p>
    <p><a class="button primary" id="go" href="${url}">Go on</a></p>`;
  return c.html(bare('Signing in', body, { refresh: url }));
}

/** The fields of a form. @throws Fault `console.stale-form` for what is no form */
export async function fieldsOf(c: Context): Promise<URLSearchParams> {
  if (!(c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded')) throw staleForm();
  return new URLSearchParams(await c.req.text());
}

export function staleForm(): Fault {
  return new Fault({
    code: 'console.stale-form',
    message: 'This form did not come from a page that this browser was shown, so nothing was done.',
    fix: 'Load the page again, then repeat what you did.',
  });
}
