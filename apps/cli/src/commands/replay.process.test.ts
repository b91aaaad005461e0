import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {holdfast, holdfastJson} from '../testing/holdfast.ts';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-'));
afterAll(() => rmSync(directory, {recursive: true}));
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
};

/** A line an item, decimal commas; one return, one bag at no price, one quantity in words. */
const FARM_SHOP = `Bon;Zeit;Artikel;Name;Menge;Preis
1001;2026-03-14 09:01;A1;Äpfel;2,5;3,98
1001;2026-03-14 09:01;B7;Brot;1;4,20
1002;2026-03-14 09:02;C3;Kerze;1;7,65
1003;2026-03-14 09:03;A1;Äpfel;-1;3,98
1004;2026-03-14 09:04;X9;Tüte;1;0
1005;2026-03-14 09:05;B7;Brot;viele;4,20
1006;2026-03-15 09:05;B7;Brot;2;4,20
`;
const FARM_MAP = `name = "Farm shop"
currencyCode = "EUR"
timezone = "Europe/Berlin"
decimalSeparator = ","
invoice = "Bon"
when = {kind = "column", columns = "Zeit", format = "YYYY-MM-DD HH:mm"}
items = {layout = "row", item = "Artikel", description = "Name", quantity = "Menge"}
price = {kind = "unit", column = "Preis"}
`;

/** A basket a row, without prices. */
const BASKETS = 'milk,bread\neggs\nmilk,eggs,butter\n';
const BASKET_MAP = `name = "Groceries"
currencyCode = "USD"
timezone = "America/New_York"
header = false
when = {kind = "none", startsAt = "2026-03-14T09:00:00", everySeconds = 30}
items = {layout = "columns", from = "1"}
price = {kind = "none"}
`;

const farm = file('farm.csv', FARM_SHOP);
const farmMap = file('farm.toml', FARM_MAP);

test('another shop’s lines are sold through a whole store, every cent accounted for, and proved', async () => {
  const dir = join(directory, 'store');
  const args = ['--map', farmMap, '--tills', '2', '--speed', 'max', '--dir', dir];
  const answer = await holdfastJson('replay', farm, ...args);
  expect(answer).toMatchObject({
    schema: 'holdfast.replay/1',
    report: {
      csv: {lines: 7, amountMinor: 2622},
      accepted: {lines: 5, amountMinor: 2622},
      reported: {lines: 2, amountMinor: 0},
      reportedByKind: {zeroPrice: {lines: 1}, unreadable: {lines: 1}},
    },
    sold: 4,
    drained: true,
    refusals: [],
    unclean: [],
    proof: {
      schema: 'holdfast.proof/1',
      ok: true,
      counts: {sold: 4, journaled: 4, recorded: 4, held: 4},
      sums: {terminals: {EUR: 2622}, hub: {EUR: 2622}, gateway: {EUR: 2622}},
    },
  });
});

test('baskets a row without prices are played for one day, and the prover’s verdict ends it', async () => {
  const map = file('baskets.toml', BASKET_MAP);
  const baskets = file('baskets.csv', BASKETS);
  const args = ['--map', map, '--tills', '1', '--speed', '1000x', '--day', '2026-03-14'];
  const dir = join(directory, 'basket-store');
  const {status, stdout, stderr} = await holdfast('replay', baskets, ...args, '--dir', dir);
  expect(status).toBe(0);
  expect(stdout).toContain('The file has no prices: every item is sold at 0');
  expect(stdout).toMatch(/^ {2}accepted +6 +0\.00 {2}in 3 transactions$/m);
  expect(stderr).toContain('3 transactions of 2026-03-14 at 1 till, 1 min of business in 60 ms.');
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(
    '✓ Every transaction is at head office exactly once.',
  );
});

test('a dry run says how a file would be read, and touches nothing', async () => {
  const {status, stdout} = await holdfast('replay', farm, '--map', farmMap, '--dry-run');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ {2}in the file +7 +26\.22$/m);
  expect(stdout).toMatch(/^ {2}accepted +5 +26\.22 {2}in 4 transactions$/m);
  expect(stdout).toMatch(/^ {4}zeroPrice +1 +0\.00 {2}at no price$/m);
  expect(stdout).toContain('✓ accepted + reported = in the file, to the line and to the cent');
  expect(stdout).toMatch(/^ {2}line 7 /m); // the quantity in words
});

test('a column that the map names and the file lacks is named, with those that are there', async () => {
  const lacking = file('lacking.csv', FARM_SHOP.replaceAll(/;[^;\n]*$/gm, ''));
  const {status, stderr} = await holdfast('replay', lacking, '--map', farmMap, '--dry-run');
  expect(status).toBe(65);
  expect(stderr).toContain('  column: Preis\n  has: Bon, Zeit, Artikel, Name, Menge\n');
  expect(stderr).toContain('Code: import/column-missing');
});

test('without a map a known shop is told by its columns, and another one is asked for its map', async () => {
  const heading =
    'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
  const line = '536365,85123A,LANTERN,6,01/12/2010 08:26,2.55,17850,United Kingdom';
  const known = file('known.csv', `${heading}\n${line}\n`);
  const nearly = file('nearly.csv', `${heading.replace('Quantity', 'Anzahl')}\n${line}\n`);
  const [recognised, lacking, unknown] = await Promise.all([
    holdfastJson('replay', known, '--dry-run'),
    holdfast('replay', nearly, '--dry-run'),
    holdfast('replay', farm, '--dry-run'),
  ]);
  expect(recognised).toMatchObject({
    schema: 'holdfast.import-report/1',
    currencyCode: 'GBP',
    accepted: {lines: 1, amountMinor: 1530},
  });
  expect(lacking.status).toBe(65);
  expect(lacking.stderr).toContain('  column: Quantity\n');
  expect(unknown.status).toBe(78);
  expect(unknown.stderr).toContain('columns: Bon, Zeit, Artikel, Name, Menge, Preis');
});

test('what is wrong with the call is named before anything is started', async () => {
  const latin1 = file('latin1.csv', Buffer.from(FARM_SHOP, 'latin1'));
  const typo = file('typo.toml', FARM_MAP.replace('invoice', 'invioce'));
  const ended = await Promise.all([
    holdfast('replay', latin1, '--map', farmMap, '--dry-run'),
    holdfast('replay', latin1, '--map', farmMap, '--dry-run', '--encoding', 'windows-1252'),
    holdfast('replay', farm, '--map', typo, '--dry-run'),
    holdfast('replay', join(directory, 'none.csv'), '--dry-run'),
    holdfast('replay', farm, '--map', farmMap, '--day', '2026-04-01'),
    holdfast('replay', farm, '--map', farmMap, '--speed', 'fast'),
    holdfast('replay', farm, '--map', farmMap, '--dir', directory),
  ]);
  expect(ended.map(({status}) => status)).toEqual([65, 0, 78, 78, 78, 78, 78]);
  const said = ended.map(({stderr}) => stderr);
  expect(said[0]).toContain('is not utf-8 text; name another with --encoding');
  expect(said[2]).toContain('invioce');
  expect(said[3]).toContain('cannot be read: ENOENT');
  expect(said[4]).toContain('first: 2026-03-14\n  last: 2026-03-15');
  expect(said[5]).toContain('must be like 100x, or max');
  expect(said[6]).toContain('must be empty');
});
