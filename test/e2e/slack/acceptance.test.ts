import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wrongBlocks } from '../../edge/slack/rules.ts';
import { wearLens } from './lens.ts';
import { findLocalSlack, type LocalSlack, startLocalSlack, WORKSPACE } from './local-slack.ts';
import { type Quell, startQuell } from './quell.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const found = existsSync(CHROMIUM) ? await findLocalSlack() : { without: `no Chromium at ${CHROMIUM}; set CHROMIUM` };
const without = 'without' in found ? found.without : undefined;

// The second and third look at what the first left behind.
describe.skipIf(without)(
  `two people in a real Slack client${without ? ` (skipped: ${without})` : ''}`,
  { shuffle: false },
  () => {
    let workspace: LocalSlack;
    let quell: Quell;
    let browser: Browser;
    let page: Page;
    let pictures: string;

    beforeAll(async () => {
      pictures = process.env.SCREENSHOTS ?? (await mkdtemp(join(tmpdir(), 'quell-slack-')));
      await mkdir(pictures, { recursive: true });
      workspace = await startLocalSlack('path' in found ? found.path : '');
      quell = await startQuell({
        botToken: WORKSPACE.app.botToken,
        appToken: WORKSPACE.app.appToken,
        mode: 'socket',
        apiUrl: `${workspace.url}/api/`,
        team: WORKSPACE.workspace.teamId,
        channel: 'C1',
        people: new Map([
          ['ada', 'UADA'],
          ['bo', 'UBO'],
        ]),
      });
      browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
      page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
      await wearLens(page);
      await page.goto(workspace.url);
      await page.getByRole('button', { name: 'incidents' }).click();
    });

    afterAll(async () => {
      await browser?.close();
      await quell?.close();
      await workspace?.stop();
      if (process.env.SCREENSHOTS === undefined) await rm(pictures, { recursive: true, force: true });
    });

    const shot = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });
    const actAs = (person: string) => page.locator('.actas select').selectOption({ label: person });
    const seen = (text: string) => page.getByText(text).first().waitFor({ timeout: 10_000 });

    async function type(text: string): Promise<void> {
      await page.locator('.composer-input').first().fill(text);
      await page.locator('.composer-send').first().click();
    }

    it('declare, contain, be refused one’s own approval, and be approved by somebody else', async () => {
      await actAs('Ada');
      await type('/quell declare ml-train used from outside sev=1');
      await seen('INC-1: ml-train used from outside');
      await seen('INC-1 is open. You command it.');
      await shot('1-declared');

      await page.getByRole('button', { name: 'Contain…' }).click();
      const dialog = page.locator('.modal');
      await dialog.waitFor();
      await dialog.locator('select').selectOption({ label: 'A workload identity is used from outside' });
      await dialog.locator('input[type=text], input:not([type]), textarea').last().fill('ml-trian');
      await dialog.getByRole('button', { name: 'Plan it' }).click();
      await seen('identity is not in quell.yaml. Use ml-train.');
      await shot('2-corrected-in-the-form');
      await dialog.locator('input[type=text], input:not([type]), textarea').last().fill('ml-train');
      await dialog.getByRole('button', { name: 'Plan it' }).click();
      await dialog.waitFor({ state: 'detached' });

      await page.locator('.thread-summary-count').first().click();
      await seen('Contain workload identity ml-train on 3 clouds');
      await shot('3-plan-in-the-thread');

      const approve = page.getByRole('button', { name: 'Approve' }).first();
      await approve.click();
      await seen('You asked for this plan, so somebody else must approve it: Bo.');
      await shot('4-own-approval-refused');

      await actAs('Bo');
      await approve.waitFor();
      await shot('5-what-the-second-person-sees');
      // The client shows everybody's private notes to whoever sits before it; whom they were for stands in its log.
      const refusals = (await workspace.log()).filter((e) =>
        JSON.stringify(e.detail ?? '').includes('You asked for this plan'),
      );
      expect(refusals.map((e) => [e.summary, e.detail?.user])).toEqual([['chat.postEphemeral', 'UADA']]);
      await approve.click();
      await seen('Approved by Bo');
      await page.getByText('verified').first().waitFor({ timeout: 10_000 });
      expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
      await page.getByText('Contained on 3 clouds.').first().waitFor({ timeout: 10_000 });
      await shot('6-approved-and-verified');

      const thread = page.locator('.thread-pane');
      await thread.locator('textarea').fill('@quell whoami');
      await thread.getByRole('button', { name: 'Send' }).click();
      await thread.getByText('Quell takes you for Bo.').waitFor({ timeout: 10_000 });
      await shot('7-a-mention-in-the-thread');
    });

    it('acknowledges everything within three seconds, and before the work', async () => {
      const log = await workspace.log();
      const asked = log.filter((e) => e.direction === 'to_bot' && /^envelope/.test(e.summary));
      const acks = log.filter((e) => e.kind === 'ack');
      expect(asked.length).toBeGreaterThan(4);
      expect(acks).toHaveLength(asked.length);
      for (const [i, one] of asked.entries()) expect(acks[i]!.time - one.time).toBeLessThan(3000);
      expect(log.findIndex((e) => e.kind === 'ack')).toBeLessThan(
        log.findIndex((e) => e.summary === 'chat.postMessage'),
      );
    });

    it('sends nothing that Slack itself would refuse', async () => {
      const state = (await (await fetch(`${workspace.url}/_control/messages/C1`)).json()) as unknown;
      const blocks = [...JSON.stringify(state).matchAll(/"blocks":/g)];
      expect(blocks.length).toBeGreaterThan(0);
      const check = (value: unknown): string[] => {
        if (Array.isArray(value)) return value.flatMap(check);
        if (typeof value !== 'object' || value === null) return [];
        return Object.entries(value).flatMap(([key, inner]) => (key === 'blocks' ? wrongBlocks(inner) : check(inner)));
      };
      expect(check(state)).toEqual([]);
    });
  },
);
