import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { APART, openBrowser } from '../chromium.ts';
import { wearLens } from './lens.ts';
import type { LocalSlack } from './local-slack.ts';

const WAIT = { timeout: 30_000 };

/** The workspace's own client, and the hands of whoever sits before it. */
export class Client {
  readonly page: Page;
  private readonly browser: Browser;

  private constructor(browser: Browser, page: Page) {
    this.browser = browser;
    this.page = page;
  }

  static async open(workspace: LocalSlack): Promise<Client> {
    const browser = await openBrowser(APART);
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    page.setDefaultTimeout(WAIT.timeout);
    await wearLens(page);
    await page.goto(workspace.url);
    await page.getByRole('button', { name: 'incidents' }).click();
    return new Client(browser, page);
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  get thread(): Locator {
    return this.page.locator('.thread-pane');
  }

  async sitsDown(person: string): Promise<void> {
    await this.page.locator('.actas select').selectOption({ label: person });
  }

  /** Types into the channel. */
  async types(text: string): Promise<void> {
    await this.page.locator('.composer-input').first().fill(text);
    await this.page.locator('.composer-send').first().click();
  }

  async answers(text: string): Promise<void> {
    await this.thread.locator('textarea').fill(text);
    await this.thread.getByRole('button', { name: 'Send' }).click();
  }

  async sees(text: string | RegExp, within: Locator | Page = this.page): Promise<void> {
    await within.getByText(text).first().waitFor(WAIT);
  }

  /** The bot's home tab, as whoever sits here sees it. */
  async opensHome(): Promise<Locator> {
    await this.page.locator('.sidebar-item').filter({ hasText: 'quell' }).first().click();
    return this.page.locator('.home');
  }

  async opensChannel(): Promise<void> {
    await this.page.getByRole('button', { name: 'incidents' }).click();
  }

  get form(): Locator {
    return this.page.locator('.modal');
  }

  /** The card of that title in the channel. */
  post(title: string): Locator {
    return this.page
      .locator('.msg')
      .filter({ has: this.page.getByText(title, { exact: true }) })
      .first();
  }

  /** The newest card of that title in the thread. */
  message(title: string): Locator {
    return this.thread
      .locator('.msg')
      .filter({ has: this.page.getByText(title, { exact: true }) })
      .last();
  }

  /** The newest button of that name in the thread. */
  button(name: string): Locator {
    return this.thread.getByRole('button', { name, exact: true }).last();
  }

  /** Takes a picture for people to look at, when SCREENSHOTS names a folder. */
  async picture(name: string, of: Page | Locator = this.page): Promise<void> {
    const folder = process.env.SCREENSHOTS;
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    await of.screenshot({ path: join(folder, `${name}.png`) });
  }

  /** The home tab, whole. */
  async pictureOfHome(name: string): Promise<void> {
    const size = this.page.viewportSize()!;
    await this.page.setViewportSize({ ...size, height: 2400 });
    await this.picture(name, this.page.locator('.home'));
    await this.page.setViewportSize(size);
  }

  /** One message of the thread, as wide as Slack draws it when the thread has the window for itself. */
  async pictureOf(title: string, name: string): Promise<void> {
    if (!process.env.SCREENSHOTS) return;
    const size = this.page.viewportSize()!;
    await this.page.setViewportSize({ width: 1280, height: 2400 });
    await this.page.addStyleTag({ content: '.thread-pane { min-width: 760px !important; }' });
    await this.picture(name, this.message(title));
    await this.page.evaluate('document.head.lastElementChild.remove()');
    await this.page.setViewportSize(size);
  }
}
