import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WITHOUT_BROWSER } from '../chromium.ts';
import { openScreen, type Screen, violations } from './browser.ts';
import { type Pages, startPages, subjectOf } from './pages.ts';

if (WITHOUT_BROWSER)
  console.warn(`Passkeys and the pages of a sign-in are not tried in a browser: ${WITHOUT_BROWSER}.`);

const DESK = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

describe.skipIf(WITHOUT_BROWSER !== undefined)(
  `a fresh sign-in in a browser${WITHOUT_BROWSER ? ` (${WITHOUT_BROWSER})` : ''}`,
  { timeout: 60_000 },
  () => {
    const complaints: string[] = [];
    let screen: Screen;
    let pages: Pages;

    beforeAll(async () => {
      // Passkeys belong to a name, and never to a number.
      [screen, pages] = await Promise.all([openScreen(complaints), startPages('localhost')]);
    }, 60_000);
    afterAll(async () => {
      await screen?.close();
      await pages?.close();
    });
    afterEach(async () => {
      await screen.clear();
      pages.cast.length = 0;
      await pages.db.query('delete from passkey');
      expect(pages.bugs).toEqual([]);
      expect(complaints).toEqual([]);
    });

    /** Gives the browser of a page an authenticator that says yes, or that cannot tell who touched it. */
    async function authenticator(page: Page, verified = true) {
      const cdp = await page.context().newCDPSession(page);
      await cdp.send('WebAuthn.enable');
      const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: verified,
          automaticPresenceSimulation: true,
        },
      });
      const trust = (isUserVerified: boolean) =>
        cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
      return { trust };
    }

    async function logIn(page: Page, sub = subjectOf('bo')): Promise<void> {
      await page.getByLabel('Name').fill(sub);
      await page.getByRole('button', { name: 'Log in' }).click();
    }

    async function enrol(page: Page): Promise<void> {
      await page.goto(`${pages.origin}/passkeys`);
      await page.getByRole('button', { name: 'Sign in to see your passkeys' }).click();
      await logIn(page);
      await page.getByRole('button', { name: 'Add the passkey' }).click();
      await page.getByText('Your passkey is ready').waitFor();
    }

    it('decides with a passkey that signs this plan and nothing else', async () => {
      const page = await screen.page(DESK);
      await authenticator(page);
      await enrol(page);
      expect(await pages.parts.signIns.passkeys('bo')).toHaveLength(1);
      await page.goto(pages.origin + (await pages.link()));
      await page.getByRole('button', { name: 'Use a passkey to approve it' }).click();
      await page.getByRole('button', { name: 'Use the passkey' }).click();
      await page.getByText('Your approval counts.').waitFor();
      expect(pages.cast).toHaveLength(1);
      expect(pages.cast[0]).toMatchObject({
        person: { id: 'bo' },
        authenticated: 'console, by a passkey for this plan',
        link: { proof: { method: 'webauthn', issuer: 'localhost', digest: pages.plan.digest } },
      });
      const [key] = await pages.parts.signIns.passkeys('bo');
      expect(key!.counter).toBeGreaterThan(0);
    });

    it('does not take a passkey of somebody whom the device did not recognise', async () => {
      const page = await screen.page(DESK);
      const { trust } = await authenticator(page);
      await enrol(page);
      await trust(false);
      await page.goto(pages.origin + (await pages.link()));
      await page.getByRole('button', { name: 'Use a passkey to approve it' }).click();
      await page.getByRole('button', { name: 'Use the passkey' }).click();
      await page.getByText('The passkey did not answer').waitFor();
      expect(pages.cast).toEqual([]);
    });

    it('takes no assertion twice, nor for another digest', async () => {
      const page = await screen.page(DESK);
      await authenticator(page);
      await enrol(page);
      const keys = await pages.parts.signIns.passkeys('bo');
      const sent: string[] = [];
      await page.route('**/confirm/*/passkey', (route) => {
        sent.push(route.request().postData() ?? '');
        return route.abort();
      });
      await page.goto(pages.origin + (await pages.link()));
      await page.getByRole('button', { name: 'Use a passkey to approve it' }).click();
      await page.getByRole('button', { name: 'Use the passkey' }).click();
      await expect.poll(() => sent.length).toBe(1);
      const fields = new URLSearchParams(sent[0]!);
      const answer = JSON.parse(fields.get('answer')!) as unknown;
      const nonce = fields.get('nonce')!;
      const about = { decision: 'approve', plan: pages.plan.id, digest: pages.plan.digest };
      const { passkeys, signIns } = pages.parts;
      const refused = { code: 'sign-in.refused' };
      for (const other of [
        { ...about, digest: 'f'.repeat(64) },
        { ...about, plan: 'plan-2' },
        { ...about, decision: 'break-glass' },
      ]) {
        await expect(passkeys.answer(answer, other, nonce, keys)).rejects.toMatchObject(refused);
      }
      await expect(passkeys.answer(answer, about, 'another nonce', keys)).rejects.toMatchObject(refused);
      await expect(passkeys.answer(answer, about, nonce, [])).rejects.toMatchObject(refused);
      const { key, counter, proof } = await passkeys.answer(answer, about, nonce, keys);
      expect(proof.evidence).toMatch(/^[0-9a-f]{64}$/);
      expect(await signIns.counted(key, counter)).toBe(true);
      expect(await signIns.counted(key, counter)).toBe(false);
      const used = await signIns.passkeys('bo');
      await expect(passkeys.answer(answer, about, nonce, used)).rejects.toMatchObject(refused);
      // Sent once more as it was, it finds its challenge; sent a third time, none.
      expect(await signIns.take(nonce)).toMatchObject({ purpose: 'passkey' });
      expect(await signIns.take(nonce)).toBeUndefined();
    });

    it('adds no passkey without a fresh sign-in, nor for somebody whom Quell does not know', async () => {
      const page = await screen.page(DESK);
      await authenticator(page);
      await page.goto(`${pages.origin}/passkeys`);
      const proof = await page.locator('input[name=proof]').inputValue();
      const answer = await page.evaluate(
        async ([path, body]) => (await fetch(path!, { method: 'POST', body: new URLSearchParams(body!) })).status,
        ['/passkeys/add', `proof=${proof}&nonce=guessed&answer={}`],
      );
      expect(answer).toBe(410);
      await page.getByRole('button', { name: 'Sign in to see your passkeys' }).click();
      await logIn(page, 'sub-mallory');
      await page.getByText('does not know who you are').waitFor();
    });

    it('shows people their own passkeys, and removes one by keyboard: what it signs then is no vote', async () => {
      const page = await screen.page(DESK);
      await authenticator(page);
      await enrol(page);
      const [key] = await pages.parts.signIns.passkeys('bo');
      await page.goto(pages.origin + (await pages.link()));
      await page.getByRole('button', { name: 'Use a passkey to approve it' }).click();
      await page.getByRole('button', { name: 'Use the passkey' }).waitFor();
      const other = await page.context().newPage();
      await other.goto(`${pages.origin}/passkeys`);
      expect(await other.getByText(key!.id.slice(-8)).count()).toBe(0);
      await other.getByRole('button', { name: 'Sign in to see your passkeys' }).click();
      await logIn(other);
      await other.getByText(/added \d{4}-\d\d-\d\d \d\d:\d\d UTC, never used/).waitFor();
      await other.getByRole('button', { name: `Remove passkey ${key!.id.slice(-8)}` }).focus();
      await other.keyboard.press('Enter');
      await other.getByText('Your passkey is removed').waitFor();
      expect(await pages.parts.signIns.passkeys('bo')).toEqual([]);
      await page.bringToFront();
      await page.getByRole('button', { name: 'Use the passkey' }).click();
      await page.getByText('does not prove who you are').waitFor();
      expect(pages.cast).toEqual([]);
      await page.goto(pages.origin + (await pages.link()));
      expect(await page.getByRole('button', { name: 'Use a passkey to approve it' }).count()).toBe(0);
      const { rows } = await pages.db.query<{ body: string }>(
        `select body from event where stream = 'quell' order by seq`,
      );
      expect(rows.at(-1)!.body).toContain('"type":"command.passkey-removed"');
    });

    it('removes no passkey of somebody else, and none without a fresh sign-in', async () => {
      const page = await screen.page(DESK);
      await authenticator(page);
      await enrol(page);
      const [key] = await pages.parts.signIns.passkeys('bo');
      const remove = (fields: Record<string, string>) =>
        page.evaluate(
          async (body) => (await fetch('/passkeys/remove', { method: 'POST', body: new URLSearchParams(body) })).status,
          { ...fields, key: key!.id },
        );
      await page.goto(`${pages.origin}/passkeys`);
      const proof = await page.locator('input[name=proof]').inputValue();
      expect(await remove({ proof, nonce: 'guessed' })).toBe(410);
      await page.getByRole('button', { name: 'Sign in to see your passkeys' }).click();
      await logIn(page, subjectOf('ada'));
      await page.getByText('You have none.').waitFor();
      const nonce = await page.locator('form[data-passkey] input[name=nonce]').inputValue();
      expect(await remove({ proof, nonce })).toBeGreaterThanOrEqual(400);
      expect(await remove({ proof, nonce })).toBe(410);
      expect(await pages.parts.signIns.passkeys('bo')).toHaveLength(1);
      // The browser says of each refusal that it was one.
      complaints.length = 0;
    });

    it.each([
      ['desktop-light', { ...DESK, colorScheme: 'light' as const }],
      ['desktop-dark', { ...DESK, colorScheme: 'dark' as const }],
      ['phone-light', { ...PHONE, colorScheme: 'light' as const }],
      ['phone-dark', { ...PHONE, colorScheme: 'dark' as const }],
    ])('has no finding of axe on any page, %s', async (name, look) => {
      const page = await screen.page(look);
      await authenticator(page);
      const seen = async (what: string) => {
        expect(await violations(page), what).toEqual([]);
        if (look === undefined) return;
        expect(await page.evaluate('document.documentElement.scrollWidth'), what).toBe(look.viewport.width);
        await screen.shot(page, `sign-in-${what}-${name}`);
      };
      await page.goto(pages.origin);
      await seen('sign-in');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await logIn(page);
      await page.getByText('Signed in as').waitFor();
      await seen('home');
      await page.goto(`${pages.origin}/passkeys`);
      await seen('passkeys');
      await enrol(page);
      await seen('passkey-added');
      await page.getByRole('link', { name: 'your passkeys' }).click();
      await page.getByRole('button', { name: 'Sign in to see your passkeys' }).click();
      await logIn(page);
      await page.getByText('never used').waitFor();
      await seen('passkeys-own');
      const link = await pages.link();
      await page.goto(pages.origin + link);
      await seen('step-up');
      await page.getByRole('button', { name: 'Use a passkey to approve it' }).click();
      await seen('passkey');
      await page.goto(pages.origin + link);
      await page.getByRole('button', { name: 'Sign in to approve it' }).click();
      await logIn(page);
      await page.getByText('Nothing is decided yet').waitFor();
      await seen('confirm');
      await page.getByRole('button', { name: /^Approve plan/ }).click();
      await page.getByText('Your approval counts.').waitFor();
      await seen('done');
      await page.goto(pages.origin + link);
      await seen('gone');
      const { token } = await pages.parts.links.ask({ surface: 'slack', tenant: 'T0000001', user: 'U0000009' });
      await page.goto(`${pages.origin}/link/${token}`);
      await seen('link');
      await page.getByRole('button', { name: 'It is mine: sign in' }).click();
      await logIn(page);
      await page.getByText('One more step').waitFor();
      await seen('code');
    });
  },
);
