import type {Page} from 'playwright-core';

const SOON_MS = 15_000;

/** A page of a store in a browser, as the eyes and hands in front of it have it. */
export class SeenPage {
  readonly page: Page;
  /** What the browser itself complained of: a refused script, a failed request. */
  readonly complaints: string[] = [];
  /** Every address that was asked for. */
  readonly requests: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(SOON_MS);
    page.on('console', message => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', error => this.complaints.push(String(error)));
    page.on('request', request => this.requests.push(request.url()));
  }

  /** Waits until the page says this somewhere. Rejects with what it says instead. */
  async sees(text: string | RegExp): Promise<void> {
    try {
      await this.page.getByText(text).first().waitFor({state: 'visible'});
    } catch (cause) {
      const said = await this.page.locator('body').ariaSnapshot();
      const complaints = this.complaints.join('\n');
      throw new Error(`waited for “${text}”, the page says:\n${said}\n${complaints}`, {cause});
    }
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', {name}).first().click();
  }

  /** Waits until the banner has this look. */
  async banner(look: string): Promise<void> {
    await this.page.locator(`.banner[data-look=${look}]`).waitFor({timeout: 40_000});
  }
}
