import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subjectOf } from '../../../src/demo/company.ts';
import type { Demo } from '../../../src/demo/start.ts';
import { WITHOUT_BROWSER } from '../chromium.ts';
import { openScreen, type Screen, violations } from './browser.ts';
import { Keyboard } from './keyboard.ts';
import { startProduct } from './product.ts';

if (WITHOUT_BROWSER) console.warn(`The demo is not tried in a browser: ${WITHOUT_BROWSER}.`);

const DESK = { viewport: { width: 1400, height: 1100 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const LIMIT = 120_000;
const APPROVE = '.region-cards form.press [value=approve] ~ button';

// One incident from its declaration to its end; the later ones go on from where the earlier stopped.
describe.skipIf(WITHOUT_BROWSER !== undefined)(
  `the demo in a browser, without a mouse${WITHOUT_BROWSER ? ` (${WITHOUT_BROWSER})` : ''}`,
  { shuffle: false, timeout: LIMIT },
  () => {
    const complaints: string[] = [];
    let screen: Screen;
    let demo: Demo;
    let page: Page;
    let keys: Keyboard;

    beforeAll(async () => {
      [screen, demo] = await Promise.all([openScreen(complaints), startProduct()]);
      page = await screen.page(DESK);
      keys = new Keyboard(page);
      await page.goto(demo.url);
    }, LIMIT);

    afterAll(async () => {
      await screen?.close();
      await demo?.close();
    });

    const sees = (text: string | RegExp, within = 'main') =>
      page.locator(within).getByText(text).first().waitFor({ timeout: 20_000 });
    const plan = async () => (await demo.quell.desk.plans.plansOf('INC-1')).at(-1)!;

    /** Every page, as it is now, by the rules of axe. */
    async function accessible(): Promise<void> {
      const { id } = await plan();
      const other = await screen.page(DESK);
      for (const path of ['/', '/incidents/INC-1', `/plans/${id}`]) {
        await other.goto(demo.url + path);
        expect(await violations(other), path).toEqual([]);
      }
      await other.close();
    }

    /** Follows the link of a fresh sign-in with the keyboard alone, in a browser of its own. */
    async function signsIn(from: Page, person: string, look: typeof DESK | typeof PHONE = DESK): Promise<void> {
      const link = from.locator('#reply a.button', { hasText: 'Sign in again' });
      await link.waitFor();
      const own = await screen.page(look);
      const fingers = new Keyboard(own);
      await own.goto((await link.getAttribute('href'))!);
      expect(await violations(own), 'the link').toEqual([]);
      const onPhone = async (page: string) => {
        if (look === PHONE) await screen.shot(own, `sign-in-${page}`, 'window');
      };
      await onPhone('step-up');
      await fingers.presses('.decide button');
      await own.getByText('Who are you?').first().waitFor();
      expect(await violations(own), 'the provider').toEqual([]);
      await fingers.presses(`button[value="${subjectOf(person)}"]`);
      await own.getByText('Nothing is decided yet').waitFor();
      expect(await violations(own), 'the decision').toEqual([]);
      await onPhone('confirm');
      await fingers.presses('.decide button');
      await own.getByText('Your decision').waitFor();
      await onPhone('done');
      await own.context().close();
    }

    it('declares, plans, and refuses the one who asked', async () => {
      await keys.says('declare ml-train used from outside sev=1');
      await page.waitForURL('**/incidents/INC-1');
      await keys.says('contain compromised-workload-identity identity=ml-train');
      await sees('Contain ml-train on 3 clouds', '.region-cards');
      await keys.presses(APPROVE);
      await sees('You asked for this plan, so somebody else must approve it.');
      expect(await page.locator('#said').textContent()).toContain('somebody else must approve it');
      await accessible();
      await screen.shot(page, 'console-refused', 'window');
    });

    it('is denied with a reason by somebody else, and asked for again', async () => {
      const denied = await plan();
      await keys.becomes('Bo');
      await keys.presses('.region-cards details[data-key^=ask-deny] > summary');
      expect(await violations(page), 'the form').toEqual([]);
      await screen.shot(page, 'console-form', 'window');
      await keys.to('.region-cards details[open] input[name="v.reason"]');
      await page.keyboard.type('training must end first');
      await page.keyboard.press('Enter');
      await sees('training must end first', '.region-cards');
      await keys.becomes('Ana');
      await screen.shot(page, 'console-denied', 'window');
      await keys.presses('.region-cards form.press [value=again] ~ button');
      await expect.poll(async () => (await plan()).status).toBe('pending');
      expect((await plan()).id).not.toBe(denied.id);
    });

    it('is approved on a phone', async () => {
      const phone = await screen.page(PHONE);
      await phone.goto(`${demo.url}/incidents/INC-1`);
      expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(390);
      await phone.locator('#person').selectOption('bo');
      const arrives = phone.waitForEvent('load');
      await phone.getByRole('button', { name: 'Switch' }).tap();
      await arrives;
      const approve = phone.getByRole('button', { name: /^Approve/ }).first();
      await phone.evaluate(
        'document.querySelector(".region-cards footer").scrollIntoView({ block: "end", behavior: "instant" })',
      );
      await screen.shot(phone, 'console-phone', 'window');
      await approve.tap();
      await signsIn(phone, 'bo', PHONE);
      await sees(/Later stages need 1 of cloud-platform/, '.region-cards');
    });

    it('contains the attack when the second person approves, and the chart shows it', async () => {
      await keys.becomes('Dee');
      await keys.presses(APPROVE);
      await signsIn(page, 'dee');
      await sees('Contained on 3 clouds, each step verified.', '.region-cards');
      // The pressed button is gone: the keyboard goes on from the card, not from the start of the page.
      expect(await page.evaluate('document.activeElement.id')).toMatch(/^card-plan-.*-title$/);
      await expect
        .poll(() => page.locator('.region-chart').getByText('proven contained at').count(), { timeout: 20_000 })
        .toBe(3);
      expect(await page.locator('.region-cards [value=approve]').count()).toBe(0);
      await accessible();
      await keys.presses('[data-dismiss]');
      await page.keyboard.press('Home');
      // Long enough for the picture to have a before and an after.
      const refused = () => demo.range.kernel.calls.filter((c) => c.who === 'attacker' && !c.allowed).length;
      await page.evaluate('document.activeElement.blur()');
      if (process.env.SCREENSHOTS) await expect.poll(refused, { timeout: 40_000 }).toBeGreaterThan(400);
      await screen.shot(page, 'console-contained', 'window');
      await screen.shot(page, 'product-contained');
    });

    it('is released once the stolen tokens are dead, and closed', async () => {
      for (let hour = 0; hour < 5; hour++) {
        const before = demo.range.kernel.now().getTime();
        // A button whose last press is still on its way takes no other.
        await page.locator('.range form:not([aria-busy])').waitFor();
        await keys.presses('.range button');
        await expect.poll(() => demo.range.kernel.now().getTime() - before).toBeGreaterThanOrEqual(3_600_000);
      }
      await keys.says('release');
      await sees('Release INC-1 on 3 clouds', '.region-cards');
      expect((await plan()).body.early).toBe(false);
      await screen.shot(page, 'console-release', 'window');
      await keys.becomes('Bo');
      await keys.presses(APPROVE);
      await signsIn(page, 'bo');
      await sees('Released on 3 clouds, each step verified.', '.region-cards');
      await accessible();
      await keys.says('close');
      await sees('INC-1 is closed. Its record stays.');
      await accessible();
      await screen.shot(page, 'product-closed');
      expect(complaints).toEqual([]);
    });
  },
);
