import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from '../chromium.ts';

export interface Screen {
  page(options?: BrowserContextOptions): Promise<Page>;
  /** Takes a picture of the whole page, or of the window alone, for people to look at, when SCREENSHOTS names a folder for it. */
  shot(page: Page, name: string, what?: 'page' | 'window'): Promise<void>;
  /** Ends every page. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** A real browser with a fresh profile. Everything that its pages complain about is collected in `complaints`. */
export async function openScreen(complaints: string[]): Promise<Screen> {
  const browser = await openBrowser();
  const folder = process.env.SCREENSHOTS;
  if (folder) await mkdir(folder, { recursive: true });
  return {
    page: async (options) => {
      const page = await (await browser.newContext(options)).newPage();
      // A refused policy, a broken script. Pages that tests ask for in vain, and a console that they end, are no complaint.
      page.on('console', (m) => {
        if (m.type() === 'error' && !m.text().startsWith('Failed to load resource')) complaints.push(m.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      return page;
    },
    shot: async (page, name, what = 'page') => {
      if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: what === 'page' });
    },
    clear: async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    close: () => browser.close(),
  };
}

/** What axe finds wrong on a page, a line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const result = (await page.evaluate('axe.run(document)')) as axe.AxeResults;
  return result.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`));
}
