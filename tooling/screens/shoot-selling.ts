import {join} from 'node:path';
import type {TillPage} from '@holdfast/cli/till-page';

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Shooting {
  readonly till: TillPage;
  readonly folder: string;
  readonly sizes: {readonly desktop: Size; readonly phone: Size};
  /** Takes what stands in front, in both languages. */
  readonly shoot: (till: TillPage, name: string) => Promise<void>;
}

/** Faster, and the till takes it for a scanner. */
const BY_HAND = {delay: 60};
/** After this a dialog has come in whole. */
const FADED_MS = 250;

/**
 * Pictures of selling beyond scanning: money off, somebody's yes, several tenders, held sales.
 * Needs an open sale on the screen, and leaves it as it was but for ten percent off its first line.
 */
export async function shootSelling({till, folder, sizes, shoot}: Shooting): Promise<void> {
  const {page} = till;
  await overBoth('discount', async () => {
    await page.keyboard.press('F8');
    await page.keyboard.type('20', BY_HAND);
  });
  await overBoth('approve', async () => {
    await page.locator('.line').first().click();
    await page.locator('.dialog .halves button').last().click();
    await page.keyboard.type('20', BY_HAND);
    await page.keyboard.press('Enter');
    await page.locator('.dialog .people button').first().click();
    await page.locator('.dialog input[type=password]').waitFor();
  });
  await page.locator('.line').first().click();
  await page.locator('.dialog .halves button').last().click();
  await page.keyboard.type('10', BY_HAND);
  await page.keyboard.press('Enter');
  await page.locator('.line-off').first().waitFor();
  await page.keyboard.press('F12');
  await page.keyboard.press('F3');
  await page.locator('.pay-step input').first().fill('40');
  await page.locator('.pay-step input').last().fill('A-0017');
  await shoot(till, 'pay-tender');
  await page.locator('.pay-step input').last().press('Enter');
  await page.locator('.taken').waitFor();
  await shoot(till, 'pay-split');
  await page.setViewportSize(sizes.phone);
  await shoot(till, 'pay-split-phone');
  await page.setViewportSize(sizes.desktop);
  await page.locator('.taken button').click();
  await page.locator('.taken').waitFor({state: 'detached'});
  await page.locator('.pay-form').getByRole('button').first().focus();
  await page.keyboard.press('Escape');
  await page.locator('.sale-keys').waitFor();
  await page.keyboard.press('F6');
  await page.locator('.sale-empty').waitFor();
  await overBoth('held', () => page.keyboard.press('F7'));
  await page.setViewportSize(sizes.phone);
  await overBoth('held-phone', () => page.keyboard.press('F7'));
  await page.setViewportSize(sizes.desktop);
  await page.keyboard.press('F7');
  await page.locator('.held button').first().click();
  await page.locator('.line').first().waitFor();

  /** A dialog covers the key that changes the language: it is opened anew in each. */
  async function overBoth(name: string, open: () => Promise<void>): Promise<void> {
    for (const [language, other] of [
      ['en', '中文'],
      ['zh', 'English'],
    ] as const) {
      await page.getByRole('button', {name: other}).waitFor();
      await open();
      await page.locator('.dialog').waitFor();
      await page.waitForTimeout(FADED_MS);
      await page.screenshot({path: join(folder, `${name}.${language}.png`)});
      console.log(`${name}.${language}.png`);
      await page.keyboard.press('Escape');
      await page.locator('.dialog').waitFor({state: 'detached'});
      await till.press(other);
    }
  }
}
