import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { sameSecret, secret } from './session.ts';

/** What an address says about its cookies. */
const secure = (origin: string) => origin.startsWith('https:');

/** Over TLS the prefix keeps other hosts from setting it. A cookie is sent to every port of a host: elsewhere its name has the port. */
function nameOf(what: string, origin: string): string {
  return secure(origin) ? `__Host-quell-${what}` : `quell_${what}_${new URL(origin).port || '80'}`;
}

/**
 * The session's cookie. `Lax`, where people come back from an identity provider: a form of another site is refused by its
 * origin and its missing proof.
 */
export function sessionCookie(c: Context, origin: string): string | undefined {
  return getCookie(c, nameOf('console', origin));
}

export function setSession(c: Context, origin: string, id: string, sameSite: 'Lax' | 'Strict', seconds?: number): void {
  setCookie(c, nameOf('console', origin), id, {
    httpOnly: true,
    sameSite,
    path: '/',
    secure: secure(origin),
    ...(seconds === undefined ? {} : { maxAge: seconds }),
  });
}

const FORM = /^[A-Za-z0-9_-]{32}$/;

/** A browser, whoever sits before it: what it begins, it alone may finish. */
export interface Browser {
  /** SHA-256 of its cookie: what the record keeps. */
  mark: string;
  /** Proof that a form came from a page that this browser was shown, for this purpose. */
  proof(purpose: string): string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const browser = (cookie: string): Browser => ({
  mark: sha256(cookie),
  proof: (purpose) => sha256(`${cookie}|${purpose}`).slice(0, 43),
});

/** The browser that asks; undefined for one that was shown nothing yet. */
export function browserOf(c: Context, origin: string): Browser | undefined {
  const cookie = getCookie(c, nameOf('browser', origin));
  return cookie !== undefined && FORM.test(cookie) ? browser(cookie) : undefined;
}

/** The browser that asks, marked from now on if it was not. Nothing else is kept of it. */
export function markBrowser(c: Context, origin: string): Browser {
  const known = browserOf(c, origin);
  if (known) return known;
  const cookie = secret();
  setCookie(c, nameOf('browser', origin), cookie, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: secure(origin),
    maxAge: 3600,
  });
  return browser(cookie);
}

export function isProof(given: string | null, of: Browser | undefined, purpose: string): of is Browser {
  return of !== undefined && sameSecret(given ?? '', of.proof(purpose));
}
