import {encodeTransaction, findCardData, parseTransaction} from '@holdfast/domain';
import {sampleFile} from '@holdfast/samples';
import {utf8Decode} from '@holdfast/std';
import {expect, test} from 'vitest';
import {ONLINE_RETAIL_MAP, PIZZAPLACE_MAP} from './built-in-maps.ts';
import {importTransactions} from './import-transactions.ts';

const retail = importTransactions({
  text: utf8Decode(sampleFile('online-retail-2010-12-01_12')),
  map: ONLINE_RETAIL_MAP,
});
const pizzas = importTransactions({
  text: utf8Decode(sampleFile('pizzaplace-2015-h1')),
  map: PIZZAPLACE_MAP,
});

test('every line and penny of the gift shop is accounted for', () => {
  const {rules: _rules, reportedLines, ...report} = retail.report;
  expect(report).toEqual({
    currencyCode: 'GBP',
    transactions: 1096,
    invoicesWithoutTransaction: 134,
    csv: {lines: 26_732, amountMinor: 45_213_428, exactAmount: '452134.28'},
    accepted: {lines: 26_538, amountMinor: 49_145_774, exactAmount: '491457.74'},
    reported: {lines: 194, amountMinor: -3_932_346, exactAmount: '-39323.46'},
    reportedByKind: {
      zeroPrice: {lines: 118, amountMinor: 0, exactAmount: '0'},
      stockCorrection: {lines: 67, amountMinor: 0, exactAmount: '0'},
      fee: {lines: 9, amountMinor: -3_932_346, exactAmount: '-39323.46'},
    },
  });
  expect(reportedLines).toHaveLength(194);
});

test('every order of the pizza place is a sale', () => {
  const {rules: _rules, reportedLines, ...report} = pizzas.report;
  const all = {lines: 25_040, amountMinor: 41_371_975, exactAmount: '413719.75'};
  expect(report).toEqual({
    currencyCode: 'USD',
    transactions: 10_795,
    invoicesWithoutTransaction: 0,
    csv: all,
    accepted: all,
    reported: {lines: 0, amountMinor: 0, exactAmount: '0'},
    reportedByKind: {},
  });
  expect(reportedLines).toEqual([]);
});

test('the lines of the gift shop are what they were', () => {
  const kinds = new Map<string, number>();
  for (const {transaction} of retail.transactions)
    for (const line of transaction.lineItems) {
      const kind = 'itemType' in line ? `${line.kind} ${line.itemType}` : line.kind;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
  expect(Object.fromEntries(kinds)).toEqual({
    'Sale stock': 26_048,
    'Sale service': 86,
    'Return stock': 395,
    'Return service': 5,
    Discount: 4,
    Tender: 1096,
  });
});

test('what is imported passes every door, and holds no card data', () => {
  for (const {transaction} of [...retail.transactions, ...pizzas.transactions]) {
    const body = encodeTransaction(transaction);
    expect(parseTransaction(body)).toEqual({ok: true, value: transaction});
    expect(findCardData(transaction)).toBeUndefined();
  }
});

test('importing twice gives the same transactions', () => {
  const again = importTransactions({
    text: utf8Decode(sampleFile('online-retail-2010-12-01_12')),
    map: ONLINE_RETAIL_MAP,
  });
  expect(again).toEqual(retail);
});
