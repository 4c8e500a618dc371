import type { Context } from 'hono';
import type { SignedIn } from '../../../approval/sign-in.ts';
import { Fault } from '../../../domain/fault.ts';
import type { Browser } from '../cookie.ts';
import type { ConsoleSignIn } from '../parts.ts';
import { burn } from './burn.ts';
import { gone, serves, USED, unchanged } from './judge.ts';

function otherPerson(): Fault {
  return new Fault({
    code: 'step-up.other-person',
    message: 'This link was made for somebody else than the person who signed in, so nothing was decided.',
    fix: 'If it was you who pressed Approve: the identity that you signed in with is not linked to you; link it in the chat first.',
  });
}

/** Keeps what the sign-in proved, if it was the person whom the link is for, and goes on to the page that asks for the decision. */
export async function proven(c: Context, of: ConsoleSignIn, ref: string, browser: Browser, who: SignedIn) {
  const link = await of.stepUps.byRef(ref);
  serves(link, browser);
  if (of.personBy(who.issuer, who.subject)?.id !== link.person) {
    const { issuer, subject } = who;
    await burn(of, ref, 'made by somebody else', { signedInAs: { issuer, subject } });
    throw otherPerson();
  }
  await unchanged(of, link);
  if (!(await of.stepUps.prove(ref, browser.mark, { ...who, digest: link.digest }))) throw gone(USED);
  return c.redirect(`/confirm/${ref}`, 303);
}
