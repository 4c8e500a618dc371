import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OpenConsole } from '../../../src/edge/console/console.ts';
import { open, World } from '../../edge/console/fixture.ts';
import { WITHOUT_BROWSER } from '../chromium.ts';
import { openScreen, type Screen, violations } from './browser.ts';
import { story } from './story.ts';

if (WITHOUT_BROWSER) console.warn(`The console is not tried in a browser: ${WITHOUT_BROWSER}.`);

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const DESK = { viewport: { width: 1280, height: 900 } };
const LIMIT = { timeout: 60_000 };

describe.skipIf(WITHOUT_BROWSER !== undefined)(
  `the console in a browser${WITHOUT_BROWSER ? ` (${WITHOUT_BROWSER})` : ''}`,
  LIMIT,
  () => {
    const complaints: string[] = [];
    let screen: Screen;
    let world: World;
    let opened: OpenConsole;

    beforeAll(async () => {
      screen = await openScreen(complaints);
    }, 60_000);
    afterAll(() => screen?.close());
    beforeEach(async () => {
      complaints.length = 0;
      world = new World();
      opened = await open(world);
    });
    afterEach(async () => {
      await screen.clear();
      await opened.close();
      expect(complaints).toEqual([]);
    });

    async function follow(page: Page, path: string): Promise<void> {
      await page.goto(opened.url + path);
      await page.getByText('Live', { exact: true }).waitFor();
    }

    it.each(['light', 'dark'] as const)('has no finding of axe on any page, %s', async (colorScheme) => {
      await opened.close();
      const { told } = story('drill');
      const waiting = told.declare('Keys of ml-export in a public repository');
      told.plan(waiting);
      opened = await open(told);
      const page = await screen.page({ ...DESK, colorScheme });
      for (const [name, path] of [
        ['home', '/'],
        ['incident', '/incidents/DRILL-1'],
        ['waiting', '/incidents/INC-2'],
        ['plan', '/plans/P-INC-2'],
        ['missing', '/incidents/INC-99'],
      ] as const) {
        await page.goto(opened.url + path);
        for (const summary of await page.locator('details > summary').all()) await summary.click();
        expect(await violations(page), path).toEqual([]);
        await screen.shot(page, `${name}-${colorScheme}-open`);
        await page.reload();
        await screen.shot(page, `${name}-${colorScheme}`);
      }
      await page.goto(opened.url);
      await page.getByLabel('Command').fill('note');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByLabel('What you saw').waitFor();
      expect(await violations(page), 'a form as reply').toEqual([]);
      await screen.shot(page, `form-${colorScheme}`);
    });

    it('changes while it is read, and keeps the focus, what is typed and what is open', async () => {
      const incident = world.declare('ml-train used from outside');
      world.plan(incident);
      const page = await screen.page(DESK);
      await follow(page, '/incidents/INC-1');
      await page.evaluate('window.stayed = true');
      await page.locator('.ask > summary').click();
      const reason = page.getByLabel('Reason');
      await reason.fill('because the acc');
      await page.getByLabel('Command').fill('note half a sen');
      await reason.focus();

      world.event(incident, 'command.noted', 'chen', 'Attacker seen in eu-central-1');
      await page.getByText('Attacker seen in eu-central-1 @Chen').waitFor();
      await page.keyboard.type('ount is wrong');
      expect(await reason.inputValue()).toBe('because the account is wrong');
      expect(await page.getByLabel('Command').inputValue()).toBe('note half a sen');

      for (let i = 0; i < 3; i++) world.call('gcp', true);
      await page.getByText('the attacker gets in, last at').waitFor();
      world.call('gcp', false);
      world.move(incident, 'verified');
      await page.locator('.summary', { hasText: 'the steps are verified' }).waitFor();
      await expect.poll(() => page.locator('#said').textContent()).toContain('the steps are verified');
      expect(await page.evaluate('window.stayed')).toBe(true);
    });

    it('says when it is not live, and catches up when Quell is back', async () => {
      const incident = world.declare('ml-train used from outside');
      const page = await screen.page(DESK);
      await follow(page, '/incidents/INC-1');
      const { port } = new URL(opened.url);
      await opened.close();
      await page.getByText('Not live, connecting').waitFor();
      world.plan(incident);
      opened = await open(world, { port: Number(port) });
      await page.locator('#card-plan-P_2d_INC_2d_1').waitFor();
      await page.getByText('Live', { exact: true }).waitFor();
    });

    it('presses once for a double click', async () => {
      world.plan(world.declare('ml-train used from outside'));
      const page = await screen.page(DESK);
      await follow(page, '/incidents/INC-1');
      await page.getByRole('button', { name: 'Approve' }).dblclick();
      await page.getByText('somebody else must approve it').first().waitFor();
      expect(world.heard).toHaveLength(1);
      await page.getByRole('button', { name: 'Approve' }).click();
      await expect.poll(() => world.heard.length).toBe(2);
      expect(world.heard[0]!.from.dedupe).not.toBe(world.heard[1]!.from.dedupe);
    });

    it('fits a phone, with targets that a thumb hits', async () => {
      await opened.close();
      const { told } = story('drill');
      told.plan(told.declare('Keys of ml-export in a public repository'));
      opened = await open(told);
      const page = await screen.page(PHONE);
      for (const [name, path] of [
        ['home', '/'],
        ['incident', '/incidents/DRILL-1'],
        ['waiting', '/incidents/INC-2'],
        ['plan', '/plans/P-INC-2'],
      ] as const) {
        await page.goto(opened.url + path);
        expect(await page.evaluate('document.documentElement.scrollWidth'), `${path} is wider than the screen`).toBe(
          390,
        );
        const small = await page
          .locator('button, .button, select, input:not([type=hidden])')
          .evaluateAll((all) =>
            all
              .filter((e) => e.getClientRects().length > 0 && e.getBoundingClientRect().height < 44)
              .map((e) => e.outerHTML),
          );
        expect(small, path).toEqual([]);
        await screen.shot(page, `${name}-phone`);
      }
    });

    it('takes nothing but text from what an attacker named', async () => {
      const nasty = '</h2><img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
      const incident = world.declare(nasty);
      const card = world.plan(incident);
      card.blocks.push({ block: 'table', columns: ['Resource', 'Before'], rows: [[nasty, nasty]] });
      const page = await screen.page(DESK);
      await follow(page, '/incidents/INC-1');
      world.event(incident, 'command.noted', 'ada', nasty);
      await page.getByText('</h2><img').nth(3).waitFor();
      expect(await page.locator('img, script:not([src])').count()).toBe(0);
      expect(await page.title()).not.toBe('owned');
    });

    it('works where scripts are off', async () => {
      const page = await screen.page({ ...DESK, javaScriptEnabled: false });
      await page.goto(opened.url);
      await page.getByLabel('Command').fill('declare ml-train used from outside');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByLabel('Command').fill('contain compromised-workload-identity');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByLabel('Acting as').selectOption('bo');
      await page.getByRole('button', { name: 'Switch' }).click();
      await page.locator('.region-cards .ask > summary').click();
      await page.getByLabel('Reason').fill('wrong account');
      await page.getByRole('button', { name: 'Deny', exact: true }).click();
      await page.getByText('Recorded').waitFor();
      expect(world.heard.at(-1)).toMatchObject({
        verb: 'deny',
        values: { reason: 'wrong account' },
        from: { who: { user: 'bo' } },
      });
    });
  },
);
