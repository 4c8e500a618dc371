import type { Context, Hono } from 'hono';
import type { StepUp } from '../../../approval/step-up.ts';
import { Fault } from '../../../domain/fault.ts';
import { shortDigest } from '../../../domain/plan.ts';
import { type Browser, browserOf, isProof, markBrowser } from '../cookie.ts';
import { names } from '../page/visit.ts';
import type { AppParts, ConsoleSignIn } from '../parts.ts';
import { bare } from '../render/bare.ts';
import { noSignIn, otherBrowser } from '../sign-in/fault.ts';
import { fieldsOf, sendAway, staleForm } from '../sign-in/send.ts';
import { gone, serves, USED, unchanged } from './judge.ts';
import { confirmPage, donePage, openPage } from './page.ts';
import { passkeyPage } from './passkey.ts';

/** What a form of this link is proven with: one of another link will not do. */
const starting = (link: StepUp) => `start|${link.ref}`;
const confirming = (link: StepUp) => `confirm|${link.ref}`;

/** A link is opened, a sign-in begins, and once it was proven the person confirms. GET and HEAD change nothing. */
export function stepUpRoutes(app: Hono, parts: AppParts, of: ConsoleSignIn): void {
  const { stepUps, signIn, signIns, passkeys } = of;
  const { origin, desk } = parts;
  app.get('/stepup/:token', async (c) => {
    const link = await stepUps.byToken(c.req.param('token'));
    serves(link, browserOf(c, origin()));
    const asked = await unchanged(of, link);
    const proof = markBrowser(c, origin()).proof(starting(link));
    const passkey = (await signIns.passkeys(link.person)).length > 0;
    const forms = { proof, token: c.req.param('token'), passkey, issuer: signIn.issuer };
    return c.html(bare(`Plan ${shortDigest(link.digest)}`, openPage(link, asked, names(desk), forms)));
  });

  /** The link of this form, begun by this browser. */
  const begun = async (c: Context): Promise<{ link: StepUp; browser: Browser }> => {
    const fields = await fieldsOf(c);
    const browser = browserOf(c, origin());
    const link = await stepUps.byToken(c.req.param('token') ?? '');
    serves(link, browser);
    if (!isProof(fields.get('proof'), browser, starting(link))) throw staleForm();
    await unchanged(of, link);
    if (!(await stepUps.start(link.ref, browser.mark))) throw gone(USED);
    return { link, browser };
  };
  app.post('/stepup/:token/start', async (c) => {
    const { link, browser } = await begun(c);
    const about = `${link.plan}|${link.digest}`;
    const hint = of.hint(link.person);
    return sendAway(c, of, browser, { purpose: 'step-up', ref: link.ref, about, fresh: true, hint });
  });
  app.post('/stepup/:token/passkey', async (c) => {
    const { link, browser } = await begun(c);
    const keys = await signIns.passkeys(link.person);
    const { options, nonce } = await passkeys.ask(link, keys);
    await signIns.keep(nonce, { purpose: 'passkey', ref: link.ref, browser: browser.mark, kept: {} });
    const body = passkeyPage(link, options, { proof: browser.proof(confirming(link)), nonce });
    return c.html(bare('Passkey', body, { script: 'passkey.js' }));
  });

  /** A link that this browser began. */
  const mine = async (c: Context, browser: Browser | undefined): Promise<StepUp> => {
    const link = await stepUps.byRef(c.req.param('ref') ?? '');
    serves(link, browser);
    if (link.browser !== browser?.mark) throw otherBrowser();
    return link;
  };
  app.get('/confirm/:ref', async (c) => {
    const browser = browserOf(c, origin());
    const link = await mine(c, browser);
    if (!browser || !link.proof) throw noSignIn();
    const page = confirmPage(
      { ...link, proof: link.proof },
      await unchanged(of, link),
      names(desk),
      browser.proof(confirming(link)),
    );
    return c.html(bare(`Plan ${shortDigest(link.digest)}`, page));
  });
  app.post('/confirm/:ref', async (c) => {
    const fields = await fieldsOf(c);
    const browser = browserOf(c, origin());
    const link = await mine(c, browser);
    if (!isProof(fields.get('proof'), browser, confirming(link))) throw staleForm();
    await unchanged(of, link);
    return decided(c, parts, of, link, browser);
  });
  app.post('/confirm/:ref/passkey', async (c) => {
    const fields = await fieldsOf(c);
    const browser = browserOf(c, origin());
    const link = await mine(c, browser);
    if (!isProof(fields.get('proof'), browser, confirming(link))) throw staleForm();
    await unchanged(of, link);
    await signed(of, link, browser, fields);
    return decided(c, parts, of, link, browser);
  });
}

/** What a passkey signed, kept as the proof. A challenge serves once. @throws Fault `sign-in.gone`, `sign-in.refused` */
async function signed(of: ConsoleSignIn, link: StepUp, browser: Browser, fields: URLSearchParams): Promise<void> {
  const nonce = fields.get('nonce') ?? '';
  const under = await of.signIns.take(nonce);
  if (under?.purpose !== 'passkey' || under.ref !== link.ref || under.browser !== browser.mark) throw noSignIn();
  const keys = await of.signIns.passkeys(link.person);
  const { key, counter, proof } = await of.passkeys.answer(parsed(fields.get('answer')), link, nonce, keys);
  if (!(await of.signIns.counted(key, counter))) throw refusedKey();
  if (!(await of.stepUps.prove(link.ref, browser.mark, { ...proof, digest: link.digest }))) throw gone(USED);
}

function refusedKey(): Fault {
  return new Fault({
    code: 'sign-in.refused',
    message:
      'This passkey was removed a moment ago, or says that it was used less often than Quell knows: it may have been copied.',
    fix: 'Sign in instead, and tell your security team.',
  });
}

/** JSON that a script of the page wrote; what is none is answered like a wrong one. */
export function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return {};
  }
}

/** Casts the vote that was signed in for. Whoever comes second finds the link used. */
async function decided(c: Context, { desk }: AppParts, of: ConsoleSignIn, link: StepUp, browser: Browser) {
  const used = await of.stepUps.use(link.ref, browser.mark);
  const person = desk.people().find((p) => p.id === link.person);
  if (!used?.proof || !person) throw gone(USED);
  const { method, issuer, vouched } = used.proof;
  const word = vouched ? ` (at its word, ${vouched})` : '';
  const how = method === 'webauthn' ? 'a passkey' : `a fresh sign-in with ${issuer}${word}`;
  const { card } = await of.cast(used, person, `console, by ${how} for this plan`);
  return c.html(bare(card.title, donePage(link, card, names(desk))));
}
