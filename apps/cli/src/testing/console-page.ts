import {SeenPage} from './seen-page.ts';

/** The console's page in a browser, as a manager's hands and eyes have it. */
export class ConsolePage extends SeenPage {
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
}
