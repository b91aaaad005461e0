import {FakePrinter, readEscpos} from '@holdfast/printer-escpos/testing';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {holdfast} from '../../testing/holdfast.ts';
import type {TillPage} from '../../testing/till-page.ts';

const MILK = '6901000001018';
const SOON = {timeout: 15_000, interval: 50};

/** The promises of paper, at a till of a store that others have furnished. */
export function promisePaper(scene: {
  readonly till: () => TillPage;
  readonly atHub: readonly string[];
}): void {
  const {till, atHub} = scene;
  const printer = new FakePrinter();
  beforeAll(() => printer.start());
  afterAll(() => printer.stop());
  const sell = async () => {
    await till().scan(MILK);
    await till().page.keyboard.press('F12');
    await till().page.keyboard.press('Enter');
    await till().sees('No change');
  };
  const lastPaper = () => readEscpos(printer.papers.at(-1) ?? new Uint8Array());

  test('without a printer at the hub a till says that it prints by the browser’s dialog', async () => {
    await sell();
    await till().sees('This till has no printer at the store hub');
  });

  test('a printer that is added at the hub prints each sale once, as the till shows it, and opens the drawer', async () => {
    const add = ['printers', 'add', 'counter', '--at', printer.at, '--columns', '48'];
    expect((await holdfast(...add, ...atHub)).stdout).toContain('● ready');
    const logo = await holdfast('store', 'set', '--logo', 'docs/examples/logo.png', ...atHub);
    expect(logo.stdout).toContain('96 by 64 dots');
    const tested = await holdfast('printers', 'test', 'counter', ...atHub);
    expect([tested.status, lastPaper().lines.join('\n')]).toEqual([
      0,
      expect.stringContaining('￥12.90'),
    ]);
    await till().press('Next sale');
    const before = printer.papers.length;
    await sell();
    await till().sees('Printed at counter');
    expect(printer.papers).toHaveLength(before + 1);
    const {lines, kicks, qrCodes} = lastPaper();
    const receipt = await till().receipt();
    expect([kicks, qrCodes]).toEqual([[2], [receipt]]);
    expect(lines[0]).toBe('[picture of 96 by 64]');
    await till().page.locator('.paper .paper-logo').waitFor();
    const shown = await till().page.locator('.paper .paper-line').allTextContents();
    // The custody at its foot is what it was when it was printed.
    expect(lines.filter(line => !line.startsWith('['))).toEqual(
      expect.arrayContaining(shown.filter(line => line !== '' && !/Saved|office/.test(line))),
    );
    expect(lines.join('\n')).toContain('￥12.90');
  });

  test('printed again it is marked as a copy, and the drawer stays shut', async () => {
    const before = printer.papers.length;
    await till().page.keyboard.press('F8');
    await expect.poll(() => printer.papers.length, SOON).toBe(before + 1);
    await expect.poll(() => lastPaper().lines.map(line => line.trim()), SOON).toContain('COPY');
    expect(lastPaper().kicks).toEqual([]);
  });

  test('a receipt of another day is printed again by its number, and the journal says so', async () => {
    const receipt = await till().receipt();
    await till().press('Next sale');
    const before = printer.papers.length;
    await till().page.keyboard.press('F9');
    await till().press('Print a receipt again');
    const number = till().page.getByRole('textbox', {name: 'Receipt number'});
    await number.fill('W01-000-999999');
    await till().page.keyboard.press('Enter');
    await till().sees('That is no receipt of this till.');
    await number.fill(receipt);
    await till().page.keyboard.press('Enter');
    await till().sees('marked as a copy');
    await till().press('Close');
    await expect.poll(() => printer.papers.length, SOON).toBe(before + 1);
    await expect.poll(() => lastPaper().qrCodes, SOON).toEqual([receipt]);
    expect(lastPaper().lines.map(line => line.trim())).toContain('COPY');
    const tail = await holdfast('ledger', 'tail', '--json', ...atHub);
    expect(tail.stdout).toContain('receiptReprint');
  });

  test('a printer without paper is named at the till, selling goes on, and it prints when it has some', async () => {
    printer.turn('paper-out');
    const before = printer.papers.length;
    await sell();
    await till().sees('Receipt printer 127.0.0.1 is out of paper.');
    expect(printer.kicksAtOnce).toBe(1);
    const receipt = await till().receipt();
    await till().scan(MILK);
    expect(await till().total()).toBe('¥12.90');
    const status = await holdfast('status', ...atHub);
    expect(status.stdout).toContain('counter ■ out of paper, 1 waiting');
    printer.turn('ready');
    await expect.poll(() => printer.papers.length, SOON).toBe(before + 1);
    await expect.poll(() => lastPaper().qrCodes, SOON).toEqual([receipt]);
    await till().page.getByText('is out of paper').waitFor({state: 'hidden'});
    await till().press('Void sale');
    await till().press('Void it');
  });
}
