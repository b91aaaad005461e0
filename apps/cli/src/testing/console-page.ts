import type {Page} from 'playwright-core';

const SOON_MS = 15_000;

/** The console's page in a browser, as a manager's hands and eyes have it. */
export class ConsolePage {
  readonly page: Page;
  /** What the browser itself complained of: a refused script, a failed request. */
  readonly complaints: string[] = [];
  /** Every address that was asked for, from now on. */
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

  /** Waits until the page says this somewhere. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor({state: 'visible'});
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', {name}).first().click();
  }

  /** Presses a button of the card that says this. */
  async pressIn(card: string, name: string): Promise<void> {
    await this.page.locator('.sheet', {hasText: card}).getByRole('button', {name}).first().click();
  }

  /** Goes to the page of this name. */
  async open(name: string): Promise<void> {
    await this.page.getByRole('link', {name, exact: true}).click();
    await this.page.locator('[aria-current=page]', {hasText: name}).waitFor();
  }

  async signIn(who: {readonly operatorId: string; readonly pin: string}): Promise<void> {
    await this.page.getByLabel('Operator number').fill(who.operatorId);
    await this.page.getByLabel('PIN').fill(who.pin);
    await this.page.keyboard.press('Enter');
  }

  /** Waits until the banner has this look. */
  async banner(look: string): Promise<void> {
    await this.page.locator(`.banner[data-look=${look}]`).waitFor({timeout: 40_000});
  }
}
