import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {furnishStore} from '@holdfast/cli/furnish-store';
import {LocalStore} from '@holdfast/cli/store';
import {TillPage} from '@holdfast/cli/till-page';
import {Chromium} from '@holdfast/platform-web/testing';
import {buildSite} from '@holdfast/pos/build';
import {shootSelling} from './shoot-selling.ts';

// Takes the pictures of the till. Prints a line a picture; ends with 1 where a state never came.

const FOLDER = fileURLToPath(new URL('../../docs/screens', import.meta.url));
const ITEMS = ['6901000001018', '6901000002015', '6901000004019', '6901000001049'];
const DESKTOP = {width: 1280, height: 800};
const PHONE = {width: 360, height: 740};

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
const store = new LocalStore({
  ...{directory, storeId: '017', loopbackMulticast: false, browserTills: true},
});
const chromium = new Chromium();

async function shoot(till: TillPage, name: string): Promise<void> {
  for (const [language, other] of [
    ['en', '中文'],
    ['zh', 'English'],
  ] as const) {
    await till.page.getByRole('button', {name: other}).waitFor();
    await till.page.mouse.move(600, 400); // nothing that was pressed keeps that look
    await till.page.screenshot({path: join(FOLDER, `${name}.${language}.png`)});
    console.log(`${name}.${language}.png`);
    await till.press(other);
  }
}

async function turn(till: TillPage, theme: 'light' | 'dark'): Promise<void> {
  const now = await till.page.evaluate('document.documentElement.dataset.theme');
  if (now !== theme) await till.page.locator('.sign').click();
}

async function fill(till: TillPage): Promise<void> {
  for (const code of ITEMS) await till.scan(code);
  await till.scan(ITEMS[0] ?? '');
}

async function payExactly(till: TillPage): Promise<void> {
  await till.page.keyboard.press('F12');
  await till.press('Exact');
}

/** The till menu and its pages, each opened in the language that its picture is in. */
async function shootMenu(till: TillPage): Promise<void> {
  for (const language of ['en', 'zh'] as const) {
    await shootPage(till, {name: 'menu', language});
    await shootPage(till, {name: 'cash', number: 1, language});
    await shootPage(till, {name: 'report', number: 3, language});
    await shootPage(till, {name: 'return', number: 4, language});
    await till.press(language === 'en' ? '中文' : 'English');
  }
}

async function shootPage(
  {page}: TillPage,
  about: {readonly name: string; readonly number?: number; readonly language: string},
): Promise<void> {
  const {name, number, language} = about;
  await page.keyboard.press('F9');
  await page.locator('.menu-list').waitFor();
  if (number !== undefined) {
    await page.keyboard.press(String(number));
    await page.locator('.menu-list').waitFor({state: 'detached'});
    if (name === 'report') await page.locator('.sums').first().waitFor();
  }
  await page.screenshot({path: join(FOLDER, `${name}.${language}.png`)});
  console.log(`${name}.${language}.png`);
  await page.keyboard.press('Escape');
  await page.locator('.modal').waitFor({state: 'detached'});
}

async function openTill(): Promise<TillPage> {
  const page = await chromium.context.newPage();
  await page.setViewportSize(DESKTOP);
  const session = await chromium.debug(page);
  const {origin} = new URL(store.tillPage);
  const granted = {origin, permissions: ['durableStorage']};
  await Reflect.apply(session.send, session, ['Browser.grantPermissions', granted]);
  const till = new TillPage(page);
  await page.goto(store.tillPage);
  return till;
}

async function takeAll(): Promise<void> {
  const till = await openTill();
  await turn(till, 'light');
  await shoot(till, 'pair');
  await till.pair({hubDirectory: store.directories.hub, workstationId: 'W01'});
  await till.page.locator('.person').first().waitFor();
  await till.banner('good');
  await shoot(till, 'sign-on');
  await till.signOn('1234');
  await till.custodySettled();
  await shoot(till, 'sell-empty');
  await fill(till);
  await till.banner('good');
  await shoot(till, 'sell-online');
  await turn(till, 'dark');
  await shoot(till, 'sell-online-dark');
  await till.page.setViewportSize(PHONE);
  await shoot(till, 'sell-phone-dark');
  await turn(till, 'light');
  await shoot(till, 'sell-phone');
  await till.page.setViewportSize(DESKTOP);
  const sizes = {desktop: DESKTOP, phone: PHONE};
  await shootSelling({till, folder: FOLDER, sizes, shoot});
  await till.page.setViewportSize(PHONE);
  await till.press(/^Pay/);
  await shoot(till, 'pay-phone');
  await till.page.setViewportSize(DESKTOP);
  await till.page.locator('.pay-form input').fill('150');
  await shoot(till, 'pay');
  await till.page.locator('.pay-form input').press('Enter');
  await till.custody('held');
  await shoot(till, 'done');
  await till.page.setViewportSize(PHONE);
  await shoot(till, 'done-phone');
  await till.page.setViewportSize(DESKTOP);
  await fill(till);
  await shootMenu(till);
  store.internet.cut('fibre');
  await till.banner('warn');
  await till.sees('On the backup line');
  await shoot(till, 'sell-backup');
  store.internet.cut('lte');
  await till.banner('bad');
  await shoot(till, 'sell-offline');
  await payExactly(till);
  await till.custody('recorded');
  await fill(till);
  await store.hub.kill();
  await till.banner('alone');
  await till.press('What now?');
  await shoot(till, 'sell-alone');
  await till.press('Close');
  await payExactly(till);
  await till.custody('journaled');
  await till.press(/not at head office yet/);
  await till.page.screenshot({path: join(FOLDER, 'unsent.en.png')});
  await till.press('Close');
  await till.press('中文');
  await till.press(/尚未到总部/);
  await till.page.screenshot({path: join(FOLDER, 'unsent.zh.png')});
}

mkdirSync(FOLDER, {recursive: true});
try {
  await buildSite();
  await store.startGateway();
  await store.startHub();
  await furnishStore(store.directories.hub);
  await chromium.start();
  await takeAll();
} finally {
  await chromium.remove();
  await store.stop();
  rmSync(directory, {recursive: true});
}
