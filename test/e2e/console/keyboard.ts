import type { Page } from 'playwright-core';

/** Somebody without a mouse. */
export class Keyboard {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Presses Tab until the element has the focus. @throws Error when it cannot be reached that way */
  async to(selector: string): Promise<void> {
    await this.page.locator(selector).first().waitFor();
    for (let i = 0; i < 80; i++) {
      if (await this.page.locator(':focus').and(this.page.locator(selector)).count()) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard does not reach ${selector}`);
  }

  /** Types a command and sends it. */
  async says(text: string): Promise<void> {
    await this.to('#say');
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }

  async presses(selector: string): Promise<void> {
    await this.to(selector);
    await this.page.keyboard.press('Enter');
  }

  /** Chooses who to act as, by the first letters of the name. */
  async becomes(name: string): Promise<void> {
    await this.to('#person');
    await this.page.keyboard.type(name);
    await this.page.keyboard.press('Tab');
    const arrives = this.page.waitForEvent('load');
    await this.page.keyboard.press('Enter');
    await arrives;
  }
}
