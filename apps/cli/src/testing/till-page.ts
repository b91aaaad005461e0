import {SeenPage} from './seen-page.ts';
import {Talking} from './talking.ts';

const SCAN_MS = 5_000;
const SCANS_MAX = 3;

/** A till's page in a browser, as a cashier's hands and eyes have it. */
export class TillPage extends SeenPage {
  /** Lets the hub show its digits, types them, and has the manager say yes. */
  async pair(at: {readonly hubDirectory: string; readonly workstationId: string}): Promise<void> {
    const {hubDirectory, workstationId} = at;
    const name = `Lane ${workstationId}`;
    const desk = new Talking('pair', '--data', hubDirectory, '--code', '--approve', name, '--json');
    const [, code = ''] = /"code":"([\d ]+)"/.exec(await desk.hear(/"code":"[\d ]+"/)) ?? [];
    await this.page.getByRole('textbox').nth(0).fill(code);
    await this.page.getByRole('textbox').nth(1).fill(workstationId);
    await this.page.getByRole('textbox').nth(2).fill(name);
    await this.page.keyboard.press('Enter');
    await desk.ended();
  }

  /** With the keyboard alone, as the first operator. */
  async signOn(pin: string): Promise<void> {
    await this.page.locator('.person').first().focus();
    await this.page.keyboard.press('Enter');
    await this.page.locator('input[type=password]').waitFor();
    await this.page.keyboard.type(pin, {delay: 60});
    await this.page.keyboard.press('Enter');
    await this.page.locator('.search-field input').waitFor();
  }

  /**
   * As a scanner does: fast, and Enter. Resolves once the line is there. What a busy machine typed
   * too slowly is scanned again, as a cashier would.
   */
  async scan(code: string): Promise<void> {
    const before = await this.lines();
    for (let tries = 0; tries < SCANS_MAX; tries++) {
      await this.page.keyboard.type(code, {delay: 2});
      await this.page.keyboard.press('Enter');
      const deadline = performance.now() + SCAN_MS;
      while (performance.now() < deadline) {
        if ((await this.lines()) !== before) return;
        await this.page.waitForTimeout(20);
      }
      await this.page.locator('.search-field input').fill('');
    }
    throw new Error(`${code} was scanned ${SCANS_MAX} times, and no line changed`);
  }

  /** The lines of the open sale, as they stand on the screen. */
  async lines(): Promise<string> {
    return (await this.page.locator('.line').allTextContents()).join('\n');
  }

  async total(): Promise<string> {
    return (await this.page.locator('.total output').first().textContent()) ?? '';
  }

  /** The number of the receipt on the screen. */
  async receipt(): Promise<string> {
    return (await this.page.locator('.done-head [translate=no]').textContent()) ?? '';
  }

  /** Waits until the sale on the screen is there: `recorded`, `held`. */
  async custody(kind: string): Promise<void> {
    await this.page.locator(`.done-head [data-custody=${kind}]`).waitFor({timeout: 30_000});
  }

  /** Waits until everything of this till is at head office. */
  async custodySettled(): Promise<void> {
    await this.page.getByText(/^● /).first().waitFor({timeout: 30_000});
  }
}
