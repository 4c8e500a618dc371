import type { Context, Hono } from 'hono';
import type { Kept, SignedIn, Under } from '../../../approval/sign-in.ts';
import { Fault } from '../../../domain/fault.ts';
import { type Browser, browserOf } from '../cookie.ts';
import { showCode } from '../link/code.ts';
import type { AppParts, ConsoleSignIn } from '../parts.ts';
import { invite } from '../passkey/enrol.ts';
import type { Sessions } from '../session.ts';
import { burn } from '../step-up/burn.ts';
import { proven } from '../step-up/proven.ts';
import { noSignIn, otherBrowser } from './fault.ts';
import { signedIn } from './session.ts';

/** Where people come back to from the identity provider, whatever they went for. */
export function callbackRoute(app: Hono, parts: AppParts, of: ConsoleSignIn, sessions: Sessions): void {
  app.get('/sign-in/callback', async (c) => {
    // Who only looks whether the address is there must not use it up.
    if (c.req.method === 'HEAD') return c.body(null, 204);
    const state = c.req.query('state') ?? '';
    const under = await of.signIns.take(state);
    if (!under) throw noSignIn();
    const browser = browserOf(c, parts.origin());
    if (browser?.mark !== under.browser) {
      if (under.purpose === 'step-up') await burn(of, under.ref, 'finished in a browser that did not begin it');
      throw otherBrowser();
    }
    const kept = under.kept as unknown as Kept;
    const who = await of.signIn.finish(new URL(c.req.url), state, kept).catch((error: unknown) => {
      if (error instanceof Fault && error.cause) parts.log.warn({ err: error.cause }, `${error.code}: not believed`);
      throw error;
    });
    return next(c, parts, of, sessions, under, browser, who);
  });
}

function next(
  c: Context,
  parts: AppParts,
  of: ConsoleSignIn,
  sessions: Sessions,
  { purpose, ref }: Under,
  browser: Browser,
  who: SignedIn,
): Response | Promise<Response> {
  switch (purpose) {
    case 'session':
      return signedIn(c, parts, of, sessions, who, ref);
    case 'step-up':
      return proven(c, of, ref, browser, who);
    case 'link':
      return showCode(c, of, ref, who);
    case 'enrol':
      return invite(c, of, browser, who);
    default:
      throw noSignIn();
  }
}
