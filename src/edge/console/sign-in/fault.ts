import { Fault } from '../../../domain/fault.ts';

/** The answer of a provider that nobody waits for: taken before, forged, or too late. */
export function noSignIn(): Fault {
  return new Fault({
    code: 'sign-in.gone',
    message: 'This sign-in is over: it was completed, it took too long, or it was never begun here.',
    fix: 'Nothing was decided by it. Start once more from where you came.',
  });
}

export function otherBrowser(): Fault {
  return new Fault({
    code: 'sign-in.other-browser',
    message: 'This was begun in a different browser, so it does not go on here.',
    fix: 'If you did not begin it yourself, somebody tried to have you sign in for them: tell your security team.',
  });
}

/** @param slackCommand how commands begin in Slack */
export function unknownIdentity(issuer: string, slackCommand: string): Fault {
  return new Fault({
    code: 'sign-in.unknown-identity',
    message: `Quell does not know who you are at ${issuer}.`,
    fix: `Send \`${slackCommand} link\` in Slack, or \`link\` in your own chat with Quell in Teams, and follow it. Or ask whoever keeps quell.yaml to add your \`subject\`.`,
  });
}

export function signedOut(): Fault {
  return new Fault({
    code: 'console.signed-out',
    message: 'You are not signed in, or your hour is over.',
    fix: 'Load the page again to sign in. Nothing was done.',
  });
}
