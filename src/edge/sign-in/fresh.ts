import { Fault } from '../../domain/fault.ts';
import type { SignInConfig } from './config.ts';

/** How far the provider's clock may be behind ours, or ahead of it. */
const BEHIND_S = 5;
const AHEAD_S = 30;

function stale(message: string): Fault {
  return new Fault({
    code: 'sign-in.stale',
    message,
    fix: 'Ask for a new link, and sign in anew when the provider asks; if it never asks, whoever runs it must let Quell see `auth_time`.',
  });
}

function weak(claim: string, values: readonly string[]): Fault {
  return new Fault({
    code: 'sign-in.weak',
    message: 'Your sign-in was not strong enough for this, so nothing was counted.',
    fix: 'Press the button again, or ask for a new link, and use your second factor.',
    cause: `the identity provider does not say that \`${claim}\` is ${values.join(' or ')}`,
  });
}

/**
 * Whether an id token must say when somebody signed in. Entra's authentication contexts alone may stand for it, where a
 * Conditional Access policy asks for a sign-in every time: `acr` is as true of a sign-in of this morning.
 */
export function wantsTime({ freshness, acr }: Pick<SignInConfig, 'freshness' | 'acr'>): boolean {
  return freshness !== undefined || acr?.claim !== 'acrs';
}

/**
 * Believes that somebody signed in for this very purpose only where the id token says so. `prompt=login` is but a wish: it
 * stands in an address that a browser can change.
 * @param startedMs when the browser was sent away, ms since the epoch
 * @returns what the provider vouches with where the token does not say when
 * @throws Fault `sign-in.stale`, `sign-in.weak`
 */
export function fresh(
  profile: Pick<SignInConfig, 'freshness' | 'acr'>,
  claims: Readonly<Record<string, unknown>>,
  startedMs: number,
  nowMs: number,
): string | undefined {
  const { auth_time: at } = claims;
  const { acr } = profile;
  if (wantsTime(profile) && typeof at !== 'number')
    throw stale('The identity provider does not say when you signed in.');
  if (at !== undefined) {
    const since = typeof at === 'number' ? at : Number.NaN;
    // Written so that what is no number is refused.
    if (!(since >= Math.floor(startedMs / 1000) - BEHIND_S)) {
      throw stale('You were signed in already and were not asked anew, so nothing proves that it was you this time.');
    }
    if (!(since <= nowMs / 1000 + AHEAD_S)) throw stale('The identity provider’s clock is ahead of Quell’s.');
  }
  if (!acr) return undefined;
  const said = claims[acr.claim];
  const has = Array.isArray(said) ? said : [said];
  const met = acr.values.find((value) => has.includes(value));
  if (met === undefined) throw weak(acr.claim, acr.values);
  return at === undefined ? `required by ${acr.claim} ${met}` : undefined;
}
