import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';

const WAIT = { timeout: 30_000 };

/** One person's client, and the hands of whoever sits before it. */
export class Client {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser, url: string): Promise<Client> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
    await page.goto(url);
    await page.getByText('General', { exact: true }).first().click(WAIT);
    await page.locator('[contenteditable="true"]').first().waitFor(WAIT);
    return new Client(page);
  }

  /** Writes to the bot: as a new post of the channel. */
  async says(text: string): Promise<void> {
    await this.page.locator('[contenteditable="true"]').first().click();
    await this.page.keyboard.type('@');
    await this.page.getByRole('menuitem', { name: 'Quell' }).first().click(WAIT);
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }

  /** Writes to the bot in the chat that one person has with it, where nobody needs to be called. */
  async asks(text: string): Promise<void> {
    await this.page.locator('[contenteditable="true"]').first().click();
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }

  /** Goes to a chat or a channel. */
  async opens(name: string): Promise<void> {
    await this.page.getByText(name, { exact: true }).first().click(WAIT);
  }

  /** The newest card with that title. */
  card(title: string): Locator {
    return this.page
      .locator('.ac-adaptiveCard')
      .filter({ has: this.page.getByText(title) })
      .last();
  }

  async sees(text: string | RegExp, within: Locator | Page = this.page): Promise<void> {
    await within.getByText(text).first().waitFor(WAIT);
  }

  /** The newest button of that name. */
  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true }).last();
  }

  /** Takes a picture for people to look at, when SCREENSHOTS names a folder. */
  async picture(name: string): Promise<void> {
    const folder = process.env.SCREENSHOTS;
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  /** Takes a picture of what stands above this text, so many pixels high, and of the text. */
  async pictureAbove(text: string | RegExp, height: number, name: string): Promise<void> {
    const folder = process.env.SCREENSHOTS;
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    const said = this.page.getByText(text).first();
    await said.scrollIntoViewIfNeeded();
    const { y, height: tall } = (await said.boundingBox())!;
    const { x, width } = (await this.page.locator('.fui-Card').filter({ has: said }).last().boundingBox())!;
    const clip = { x, y: Math.max(0, y + tall + 16 - height), width, height };
    await this.page.screenshot({ path: join(folder, `${name}.png`), clip });
  }

  /** Takes a picture of one card, whole. */
  async pictureOf(title: string, name: string): Promise<void> {
    const folder = process.env.SCREENSHOTS;
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    const size = this.page.viewportSize()!;
    await this.page.setViewportSize({ width: size.width, height: 3600 });
    await this.card(title).screenshot({ path: join(folder, `${name}.png`) });
    await this.page.setViewportSize(size);
  }
}
