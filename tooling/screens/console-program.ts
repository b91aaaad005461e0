import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {DEMO_MANAGER, furnishStore} from '@holdfast/cli/furnish-store';
import {LocalStore} from '@holdfast/cli/store';
import {buildConsole} from '@holdfast/console/build';
import {Chromium} from '@holdfast/platform-web/testing';

// Takes the pictures of the console: every page in both languages, on a desktop and on a phone.
// Prints a line a picture; ends with 1 where something never came.

const FOLDER = fileURLToPath(new URL('../../docs/screens', import.meta.url));
const DESKTOP = {width: 1280, height: 900};
const PHONE = {width: 360, height: 740};
const SOON_MS = 20_000;

type Page = Awaited<ReturnType<Chromium['open']>>;

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const store = new LocalStore({
  ...{directory, storeId: '017', loopbackMulticast: false, browserTills: true},
});
const chromium = new Chromium();

async function shoot(page: Page, name: string): Promise<void> {
  for (const [language, other] of [
    ['en', '中文'],
    ['zh', 'English'],
  ] as const) {
    await page.getByRole('button', {name: other}).waitFor();
    await page.mouse.move(640, 890); // nothing that was pressed keeps that look
    const path = join(FOLDER, `console-${name}.${language}.png`);
    await page.screenshot({path});
    console.log(`console-${name}.${language}.png`);
    await page.getByRole('button', {name: other}).click();
  }
}

async function signIn(page: Page): Promise<void> {
  const {operatorId, pin} = DEMO_MANAGER;
  await page.getByLabel('Operator number').fill(operatorId);
  await page.getByLabel('PIN').fill(pin);
  await page.keyboard.press('Enter');
  await page.locator('.picture').waitFor();
}

/** A few sales at each till, so that there is something to see. */
async function sellSome(): Promise<void> {
  const hours = ['09', '10', '11', '12', '13', '14', '15', '16', '17', '18'];
  const day = new Date().toISOString().slice(0, 10);
  for (const [at, hour] of hours.entries()) {
    for (const [lane, {url}] of store.tills.entries()) {
      const amountMinor = 1_290 + ((at * 7 + lane * 5) % 9) * 860;
      const sale = saleOf({
        amountMinor,
        tenderType: TENDERS[(at + lane) % TENDERS.length] ?? 'cash',
      });
      const times = {
        businessDayDate: day,
        beginDateTime: `${day}T${hour}:1${lane}:00Z`,
        endDateTime: `${day}T${hour}:1${lane}:40Z`,
      };
      await fetch(`${url}/v1/transactions`, {
        method: 'POST',
        headers: {'content-type': 'application/json', 'idempotency-key': `${lane}-${hour}`},
        body: JSON.stringify({...sale, ...times}),
      });
    }
  }
}

const TENDERS = ['cash', 'creditDebit', 'mobileWallet', 'cash'] as const;

function saleOf(of: {readonly amountMinor: number; readonly tenderType: string}) {
  const {amountMinor, tenderType} = of;
  return {
    ...{kind: 'RetailTransaction', transactionType: 'sale', currencyCode: 'CNY', operatorId: '7'},
    lineItems: [
      {
        ...{lineNumber: 1, kind: 'Sale', itemId: '6901000001018', description: 'Fresh milk 1 L'},
        ...{itemType: 'stock', quantity: '1', extendedAmountMinor: amountMinor},
        regularSalesUnitPrice: (amountMinor / 100).toFixed(2),
      },
      {lineNumber: 2, kind: 'Tender', tenderType, amountMinor},
    ],
    total: {transactionGrandAmountMinor: amountMinor, transactionTaxAmountMinor: 0},
  };
}

async function takeAll(): Promise<void> {
  const page = await chromium.context.newPage();
  page.setDefaultTimeout(SOON_MS);
  await page.setViewportSize(DESKTOP);
  await page.goto(store.consolePage);
  const theme = await page.evaluate('document.documentElement.dataset.theme');
  if (theme !== 'light') await page.locator('.sign').click();
  await page.getByLabel('Operator number').waitFor();
  await shoot(page, 'sign-in');
  await signIn(page);
  for (const place of ['home', 'tills', 'uplinks', 'ledger', 'quarantine', 'day', 'store']) {
    await page.goto(`${store.consolePage}#/${place}`);
    await page.locator('.page h1, .page .home').first().waitFor();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await shoot(page, place);
    await page.setViewportSize(PHONE);
    await shoot(page, `${place}-phone`);
    await page.setViewportSize(DESKTOP);
  }
  await page.getByRole('link', {name: 'Tills'}).click();
  await page.getByRole('button', {name: 'Let a till in'}).click();
  await page.locator('.digits').waitFor();
  await page.screenshot({path: join(FOLDER, 'console-pair.en.png')});
  await page.keyboard.press('Escape');
  await page.getByRole('link', {name: 'Home'}).click();
  await page.locator('.sign').click();
  await shoot(page, 'home-dark');
  await page.locator('.sign').click();
  store.internet.cut('fibre');
  store.internet.cut('lte');
  await page.locator('.banner[data-look=bad]').waitFor({timeout: 30_000});
  await shoot(page, 'home-offline');
}

mkdirSync(FOLDER, {recursive: true});
try {
  await buildConsole();
  await store.startGateway();
  await store.startHub();
  await furnishStore(store.directories.hub);
  for (const till of ['W01', 'W02', 'W03']) await store.addTill(till);
  await sellSome();
  await chromium.start();
  await takeAll();
} finally {
  await chromium.remove();
  await store.stop();
  rmSync(directory, {recursive: true});
}
