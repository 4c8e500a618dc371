import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Kept, SignedIn } from '../../../src/approval/sign-in.ts';
import type { SignInConfig } from '../../../src/edge/sign-in/config.ts';
import { openSignIn } from '../../../src/edge/sign-in/provider.ts';
import { CLIENT, type Issuer, MFA, startIssuer, Visitor } from './issuer.ts';

const BACK = 'http://127.0.0.1:9/sign-in/callback';
const ABOUT = 'plan-1|abc';

let issuer: Issuer;
let visitor: Visitor;
beforeEach(async () => {
  issuer = await startIssuer([BACK]);
  visitor = new Visitor();
});
afterEach(() => issuer.close());

type Over = Partial<Omit<SignInConfig, 'freshness'>> & { freshness?: 'auth_time' | undefined };

function open(over: Over = {}) {
  const acr = { claim: 'acr' as const, values: [MFA] };
  const profile = { issuer: issuer.url, client_id: CLIENT.id, freshness: 'auth_time' as const, acr, ...over };
  return openSignIn({ ...profile, secret: CLIENT.secret, redirect: () => BACK });
}

/** Signs in as `sub`; `change` may alter what comes back. */
async function signIn(
  over: Over = {},
  { fresh = true, change = (kept: Kept, back: URL): [Kept, URL] => [kept, back] } = {},
): Promise<SignedIn> {
  const provider = open(over);
  const { url, state, kept } = await provider.begin(ABOUT, { fresh, hint: 'bo@example.com' });
  const back = new URL(await visitor.signIn(url, 'sub-bo'));
  const [changed, address] = change(kept, back);
  return provider.finish(address, state, changed);
}

describe('a fresh sign-in', () => {
  it('says who it was, when, how strongly, and by which token', async () => {
    const before = Date.now() - 1000;
    const who = await signIn();
    expect(who).toMatchObject({ method: 'oidc', issuer: issuer.url, subject: 'sub-bo', acr: MFA });
    expect(Date.parse(who.at)).toBeGreaterThanOrEqual(before);
    expect(who.evidence).toMatch(/^[0-9a-f]{64}$/);
  });

  it('asks the provider for all that it will check', async () => {
    const { url, state, kept } = await open().begin(ABOUT, { fresh: true, hint: 'bo@example.com' });
    const asked = Object.fromEntries(new URL(url).searchParams);
    expect(asked).toMatchObject({
      prompt: 'login',
      max_age: '0',
      acr_values: MFA,
      login_hint: 'bo@example.com',
      code_challenge_method: 'S256',
      state,
      nonce: kept.nonce,
    });
    expect(JSON.parse(asked.claims!)).toEqual({
      id_token: { auth_time: { essential: true }, acr: { essential: true, value: MFA } },
    });
    const other = await open().begin(ABOUT, { fresh: true });
    expect(other.state).not.toBe(state);
    expect(other.kept.nonce).not.toBe(kept.nonce);
  });

  it('is asked for again where somebody is signed in already', async () => {
    await signIn({}, { fresh: false });
    expect(issuer.asked).toHaveLength(1);
    await signIn({}, { fresh: false });
    expect(issuer.asked).toHaveLength(1);
    await signIn();
    expect(issuer.asked).toHaveLength(2);
    expect(issuer.asked[1]).toContain('login');
  });

  const STALE = 'sign-in.stale';
  const WEAK = 'sign-in.weak';
  const REFUSED = 'sign-in.refused';
  it.each([
    ['whose auth_time is older than the question', (t: number) => ({ auth_time: t - 60 }), STALE],
    ['whose auth_time is ahead of the clock', (t: number) => ({ auth_time: t + 300 }), STALE],
    ['without auth_time', () => ({ auth_time: undefined }), REFUSED],
    ['whose auth_time is no number', () => ({ auth_time: 'now' }), REFUSED],
    ['without acr', () => ({ acr: undefined }), WEAK],
    ['with a weaker acr', () => ({ acr: 'urn:example:password' }), WEAK],
    ['for another client', () => ({ aud: 'another-client' }), REFUSED],
    ['of another issuer', () => ({ iss: 'https://attacker.example' }), REFUSED],
    ['with another nonce', () => ({ nonce: 'of-another-sign-in' }), REFUSED],
    ['that has expired', (t: number) => ({ exp: t - 600, iat: t - 1200 }), REFUSED],
    ['without a subject', () => ({ sub: undefined }), REFUSED],
  ])('is not believed with an id token %s', async (_, lie, code) => {
    issuer.lie = (claims) => JSON.parse(JSON.stringify({ ...claims, ...lie(Math.floor(Date.now() / 1000)) }));
    await expect(signIn()).rejects.toMatchObject({ code });
  });

  it('is not believed with an id token that the provider did not sign', async () => {
    issuer.forge = true;
    await expect(signIn()).rejects.toMatchObject({ code: 'sign-in.refused' });
  });

  it('is not believed with another nonce, another PKCE verifier, or another state than it began with', async () => {
    const changes: ((kept: Kept, back: URL) => [Kept, URL])[] = [
      (kept, back) => [{ ...kept, nonce: 'x'.repeat(64) }, back],
      (kept, back) => [{ ...kept, verifier: 'x'.repeat(43) }, back],
      (kept, back) => {
        back.searchParams.set('state', 'x'.repeat(43));
        return [kept, back];
      },
      (kept, back) => {
        back.searchParams.set('iss', 'https://attacker.example');
        return [kept, back];
      },
      (kept, back) => {
        back.searchParams.set('code', 'guessed');
        return [kept, back];
      },
      (kept) => [kept, new URL(BACK)],
    ];
    for (const change of changes) {
      await expect(signIn({}, { change })).rejects.toMatchObject({ code: 'sign-in.refused' });
    }
  });

  it('ends when somebody says no at the provider', async () => {
    const provider = open();
    const { state, kept } = await provider.begin(ABOUT, { fresh: true });
    const back = new URL(`${BACK}?error=access_denied&state=${state}&iss=${encodeURIComponent(issuer.url)}`);
    await expect(provider.finish(back, state, kept)).rejects.toMatchObject({ code: 'sign-in.refused' });
  });

  it.each([
    ['as its value', ['c1'], { essential: true, value: 'c1' }],
    ['as one of the values', ['c1', 'c2'], { essential: true, values: ['c1', 'c2'] }],
  ])('asks Entra for an authentication context %s, in the form that Entra documents', async (_, values, acrs) => {
    const { url } = await open({ acr: { claim: 'acrs', values } }).begin(ABOUT, { fresh: true });
    const asked = new URL(url).searchParams;
    expect(JSON.parse(asked.get('claims')!)).toEqual({ id_token: { auth_time: { essential: true }, acrs } });
    expect(asked.has('acr_values')).toBe(false);
  });

  it('takes the authentication context of Entra for its strength', async () => {
    const acr = { claim: 'acrs' as const, values: ['c1', 'c2'] };
    issuer.lie = (claims) => ({ ...claims, acrs: ['p1', 'c2'] });
    await expect(signIn({ acr })).resolves.toMatchObject({ subject: 'sub-bo' });
    for (const acrs of [['p1'], [], undefined, 'c']) {
      issuer.lie = (claims) => JSON.parse(JSON.stringify({ ...claims, acrs }));
      await expect(signIn({ acr })).rejects.toMatchObject({ code: 'sign-in.weak' });
    }
  });

  const silent = (more: object) => (claims: object) =>
    JSON.parse(JSON.stringify({ ...claims, auth_time: undefined, ...more }));

  it('is refused where the profile asks for strength alone, and nothing says when it was', async () => {
    issuer.lie = silent({});
    await expect(signIn({ freshness: undefined })).rejects.toMatchObject({ code: 'sign-in.refused' });
  });

  it('may leave out when it was where Entra vouches for it, and then says so', async () => {
    const profile = { freshness: undefined, acr: { claim: 'acrs' as const, values: ['c1', 'c2'] } };
    issuer.lie = silent({ acrs: ['p1', 'c2'] });
    await expect(signIn(profile)).resolves.toMatchObject({ subject: 'sub-bo', vouched: 'required by acrs c2' });
    issuer.lie = (claims) => ({ ...claims, acrs: ['c2'] });
    expect(await signIn(profile)).not.toHaveProperty('vouched');
    issuer.lie = (claims) => ({ ...claims, acrs: ['c2'], auth_time: claims.iat! - 60 });
    await expect(signIn(profile)).rejects.toMatchObject({ code: 'sign-in.stale' });
  });

  it('is refused as stale where the profile asks for strength alone, and the provider says that it was long ago', async () => {
    issuer.lie = (claims) => ({ ...claims, auth_time: claims.iat! - 60 });
    const acr = { claim: 'acr' as const, values: [MFA] };
    const profile = { issuer: issuer.url, client_id: CLIENT.id, acr };
    const provider = openSignIn({ ...profile, secret: CLIENT.secret, redirect: () => BACK });
    const { url, state, kept } = await provider.begin(ABOUT, { fresh: true });
    const back = new URL(await visitor.signIn(url, 'sub-bo'));
    await expect(provider.finish(back, state, kept)).rejects.toMatchObject({ code: 'sign-in.stale' });
  });
});

it('says that the provider does not answer, and asks it again the next time', async () => {
  const provider = open();
  const { url } = issuer;
  await issuer.close();
  await expect(provider.begin(ABOUT, { fresh: true })).rejects.toMatchObject({ code: 'sign-in.unreachable' });
  expect(url).toMatch(/^http/);
});

it('a sign-in that need not be fresh is believed with the session that is there', async () => {
  await signIn({}, { fresh: false });
  issuer.lie = (claims) => JSON.parse(JSON.stringify({ ...claims, auth_time: undefined, acr: undefined }));
  await expect(signIn({}, { fresh: false })).resolves.toMatchObject({ subject: 'sub-bo' });
});
