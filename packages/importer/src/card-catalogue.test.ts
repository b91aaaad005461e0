import {plantCards} from '@holdfast/domain/testing';
import {isFault} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';
import {expect, test} from 'vitest';
import {ONLINE_RETAIL_MAP} from './built-in-maps.ts';
import {importTransactions} from './import-transactions.ts';
import {recogniseMap} from './recognise-map.ts';

const COLUMNS = [
  ...['InvoiceNo', 'StockCode', 'Description', 'Quantity'],
  ...['InvoiceDate', 'UnitPrice', 'CustomerID', 'Country'],
];
const HEADING = COLUMNS.join(',');
const CLEAN = ['536365', '85123A', 'WHITE HEART', '6', '01/12/2010 08:26', '2.55', '17850', 'UK'];
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** A card in each column in turn, in every form, and bare. */
const PLANTED = plantCards(new SeededRandom(31), 2_000).map(({digits, member}, at) => ({
  digits,
  row: CLEAN.with(at % COLUMNS.length, at % 2 === 0 ? digits : member)
    .map(quoted)
    .join(','),
}));

test('a card in any column of a shop’s file is in no transaction, reason or report', () => {
  const text = [HEADING, ...PLANTED.map(({row}) => row)].join('\n');
  const imported = importTransactions({text, map: ONLINE_RETAIL_MAP});
  const told = JSON.stringify(imported);
  expect(PLANTED.filter(({digits}) => told.includes(digits))).toEqual([]);
  expect(imported.report.reportedByKind.cardData?.lines).toBeGreaterThan(300);
});

test('the search itself would find what is kept', () => {
  const row = CLEAN.with(2, 'NUMBER 1111111111111117').join(',');
  const told = JSON.stringify(
    importTransactions({text: `${HEADING}\n${row}`, map: ONLINE_RETAIL_MAP}),
  );
  expect(told).toContain('1111111111111117');
});

test('a file that begins with data instead of a heading is refused without repeating it', () => {
  for (const {row, digits} of PLANTED.slice(0, 200)) {
    const told: string[] = [JSON.stringify(recogniseMap(row).columns)];
    try {
      importTransactions({text: `${row}\n${row}`, map: ONLINE_RETAIL_MAP});
    } catch (error) {
      if (isFault(error)) told.push(JSON.stringify([error.message, error.fields]));
    }
    expect(told).toHaveLength(2);
    expect(told.join()).not.toContain(digits);
  }
});
