import type { Context, Hono } from 'hono';
import { type SignedIn, shortKey, type Under } from '../../../approval/sign-in.ts';
import { Fault } from '../../../domain/fault.ts';
import { type Browser, browserOf, isProof, markBrowser } from '../cookie.ts';
import type { AppParts, ConsoleSignIn } from '../parts.ts';
import { bare } from '../render/bare.ts';
import { noSignIn, unknownIdentity } from '../sign-in/fault.ts';
import { fieldsOf, sendAway, staleForm } from '../sign-in/send.ts';
import { parsed } from '../step-up/routes.ts';
import { changedPage, keysPage, signInPage } from './page.ts';

const PURPOSE = 'passkeys';

/** A passkey is added, and removed, right after a fresh sign-in, and never otherwise. */
export function passkeyRoutes(app: Hono, { origin }: AppParts, of: ConsoleSignIn): void {
  app.get('/passkeys', (c) => c.html(bare('Your passkeys', signInPage(markBrowser(c, origin()).proof(PURPOSE)))));
  app.post('/passkeys', async (c) => {
    const fields = await fieldsOf(c);
    const browser = browserOf(c, origin());
    if (!isProof(fields.get('proof'), browser, PURPOSE)) throw staleForm();
    return sendAway(c, of, browser, { purpose: 'enrol', ref: PURPOSE, about: PURPOSE, fresh: true });
  });

  /** What this browser's fresh sign-in is good for: one change, once. */
  const begun = async (c: Context): Promise<{ fields: URLSearchParams; nonce: string; under: Under }> => {
    const fields = await fieldsOf(c);
    const browser = browserOf(c, origin());
    if (!isProof(fields.get('proof'), browser, PURPOSE)) throw staleForm();
    const nonce = fields.get('nonce') ?? '';
    const under = await of.signIns.take(nonce);
    if (under?.purpose !== 'enrolled' || under.browser !== browser.mark) throw noSignIn();
    return { fields, nonce, under };
  };
  app.post('/passkeys/add', async (c) => {
    const { fields, nonce, under } = await begun(c);
    const added = await of.passkeys.accept(parsed(fields.get('answer')), nonce);
    const event = told(of, under.ref, added.id, 'added');
    if (!(await of.signIns.addPasskey({ ...added, person: under.ref }, event))) throw knownKey();
    return c.html(bare('Passkey added', changedPage('added', added.id)));
  });
  app.post('/passkeys/remove', async (c) => {
    const { fields, under } = await begun(c);
    const key = fields.get('key') ?? '';
    if (!(await of.signIns.removePasskey(under.ref, key, told(of, under.ref, key, 'removed')))) throw noKey();
    return c.html(bare('Passkey removed', changedPage('removed', key)));
  });
}

function told({ signIn }: ConsoleSignIn, person: string, passkey: string, what: 'added' | 'removed') {
  return {
    stream: 'quell',
    type: `command.passkey-${what}`,
    actor: { person, surface: 'console' },
    summary: `${person} ${what} a passkey, ${shortKey(passkey)}, after a fresh sign-in with ${signIn.issuer}`,
    data: { person, passkey, issuer: signIn.issuer },
  } as const;
}

function knownKey(): Fault {
  return new Fault({
    code: 'passkey.known',
    message: 'Quell has had this passkey before, so it was not added.',
    fix: 'Delete it in your device, sign in once more, and let your device make a new one.',
  });
}

function noKey(): Fault {
  return new Fault({
    code: 'passkey.none',
    message: 'You have no such passkey, so nothing was removed: it may have been removed before.',
    fix: 'Sign in once more to see those that you have.',
  });
}

/** Shows the person who has just signed in their passkeys, and asks the browser for a new one if they want that. */
export async function invite(c: Context, of: ConsoleSignIn, browser: Browser, who: SignedIn): Promise<Response> {
  const person = of.personBy(who.issuer, who.subject);
  if (!person) throw unknownIdentity(who.issuer, of.slackCommand);
  const keys = await of.signIns.passkeys(person.id);
  const { options, nonce } = await of.passkeys.invite(person, keys);
  await of.signIns.keep(nonce, { purpose: 'enrolled', ref: person.id, browser: browser.mark, kept: {} });
  const body = keysPage(person.name, keys, options, { proof: browser.proof(PURPOSE), nonce });
  return c.html(bare('Your passkeys', body, { script: 'passkey.js' }));
}
