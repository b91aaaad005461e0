import {expect, test} from 'vitest';
import {transactionKeySchema} from './ids.ts';
import {encodeTransaction, parseTransaction} from './parse-transaction.ts';
import {quantitySchema} from './quantity.ts';
import {
  makeReturnLines,
  type ReturnedItems,
  type ReturnPick,
  returnableLines,
  returnedItems,
} from './returns.ts';
import type {RetailTransaction, TransactionDraft} from './transaction.ts';

const KEY = transactionKeySchema.parse({
  ...{retailStoreId: '017', workstationId: 'W01', journalId: 'K7Q0000000000000'},
  sequenceNumber: 7,
});
const RECEIPT = 'W01-K7Q-000007';
const ORIGINAL = {key: KEY, receiptNumber: RECEIPT};
const HEADER = {
  kind: 'RetailTransaction',
  businessDayDate: '2026-03-14',
  beginDateTime: '2026-03-14T09:26:53+08:00',
  endDateTime: '2026-03-14T09:27:41+08:00',
  operatorId: '7',
  currencyCode: 'CNY',
} as const;

function parsed(draft: TransactionDraft): RetailTransaction {
  const read = parseTransaction(encodeTransaction(draft));
  if (!read.ok) throw new Error(`${read.issue.field} ${read.issue.reason}`);
  if (read.value.kind !== 'RetailTransaction') throw new Error('it is a retail transaction');
  return read.value;
}

/** Three cups with money off, a weighed apple, a toy whose tax is added: 0.07 apart everywhere. */
const sale = parsed({
  ...HEADER,
  transactionType: 'sale',
  lineItems: [
    {
      ...{kind: 'Sale', lineNumber: 1, itemId: 'cup', itemType: 'stock', quantity: '3'},
      ...{regularSalesUnitPrice: '1.00', extendedAmountMinor: 300, taxGroup: 'A'},
      priceModifiers: [{amountMinor: -100}],
    },
    {
      ...{kind: 'Sale', lineNumber: 2, itemId: 'apple', itemType: 'stock', quantity: '0.357'},
      ...{regularSalesUnitPrice: '11.60', extendedAmountMinor: 414, taxGroup: 'A'},
    },
    {
      ...{kind: 'Sale', lineNumber: 3, itemId: 'toy', itemType: 'stock', quantity: '2'},
      ...{regularSalesUnitPrice: '9.99', extendedAmountMinor: 1_998, taxGroup: 'X'},
    },
    {
      ...{kind: 'Tax', lineNumber: 4, taxGroup: 'A', percent: '13', included: true},
      ...{taxableAmountMinor: 543, taxAmountMinor: 71},
    },
    {
      ...{kind: 'Tax', lineNumber: 5, taxGroup: 'X', percent: '7.75', included: false},
      ...{taxableAmountMinor: 1_998, taxAmountMinor: 155},
    },
    {kind: 'Tender', lineNumber: 6, tenderType: 'cash', amountMinor: 2_767},
  ],
  total: {transactionGrandAmountMinor: 2_767, transactionTaxAmountMinor: 226},
});

const picked = (lineNumber: number, quantity: string): ReturnPick => ({
  lineNumber,
  quantity: quantitySchema.parse(quantity),
});

/** A return as a till makes it, through the door that proves totals. */
function giveBack(returned: ReturnedItems, picks: readonly ReturnPick[]) {
  const transactionLink = {key: KEY, receiptNumber: RECEIPT};
  const made = makeReturnLines(sale, {returned, picks, transactionLink, reason: 'damaged'});
  if (!made) return undefined;
  const {lineItems, refundMinor, taxMinor} = made;
  const amountMinor = 0 - refundMinor;
  const tender = {kind: 'Tender', tenderType: 'cash', amountMinor} as const;
  return parsed({
    ...HEADER,
    transactionType: 'return',
    lineItems: [...lineItems, {...tender, lineNumber: lineItems.length + 1}],
    total: {transactionGrandAmountMinor: amountMinor, transactionTaxAmountMinor: 0 - taxMinor},
  });
}

const NOTHING: ReturnedItems = new Map();
const left = (returned: ReturnedItems) =>
  returnableLines(sale, returned).map(one => `${one.left} ${one.line.itemId}`);

test('all of a sale that comes back at once is what was paid, tax and all', () => {
  const all = giveBack(NOTHING, [picked(1, '3'), picked(2, '0.357'), picked(3, '2')]);
  expect(all?.total).toEqual({
    transactionGrandAmountMinor: -2_767,
    transactionTaxAmountMinor: -226,
  });
});

test('piece by piece it is the same to the cent, and nothing is left', () => {
  const pieces = [picked(1, '1'), picked(3, '1'), picked(1, '1'), picked(2, '0.1')];
  const rest = [picked(1, '1'), picked(2, '0.257'), picked(3, '1')];
  const returns: RetailTransaction[] = [];
  for (const picks of [...pieces.map(one => [one]), rest]) {
    const back = giveBack(returnedItems(ORIGINAL, returns), picks);
    if (!back) throw new Error('it is left to return');
    returns.push(back);
  }
  const sum = (of: (one: RetailTransaction) => number) =>
    returns.reduce((total, one) => total + of(one), 0);
  expect(sum(({total}) => total.transactionGrandAmountMinor)).toBe(-2_767);
  expect(sum(({total}) => total.transactionTaxAmountMinor)).toBe(-226);
  expect(left(returnedItems(ORIGINAL, returns))).toEqual([]);
});

test('never more than was sold less what came back', () => {
  expect(giveBack(NOTHING, [picked(1, '4')])).toBeUndefined();
  expect(giveBack(NOTHING, [picked(1, '2'), picked(1, '2')])).toBeUndefined();
  const once = giveBack(NOTHING, [picked(1, '2')]);
  if (!once) throw new Error('it is left to return');
  const returned = returnedItems(ORIGINAL, [once]);
  expect(left(returned)).toEqual(['1 cup', '0.357 apple', '2 toy']);
  expect(giveBack(returned, [picked(1, '2')])).toBeUndefined();
  expect(giveBack(returned, [])).toBeUndefined();
  expect(giveBack(returned, [picked(9, '1')])).toBeUndefined();
});

test('a return names its sale by key or by receipt; another sale’s, and training, take nothing', () => {
  const once = giveBack(NOTHING, [picked(1, '1')]);
  if (!once) throw new Error('it is left to return');
  const named = (link: object) => ({
    ...once,
    lineItems: once.lineItems.map(line =>
      line.kind === 'Return' ? {...line, transactionLink: link} : line,
    ),
  });
  const count = (one: RetailTransaction) => returnedItems(ORIGINAL, [one]).size;
  expect(count(once)).toBe(1);
  expect(count(named({key: KEY}))).toBe(1);
  expect(count(named({receiptNumber: RECEIPT}))).toBe(1);
  expect(count(named({receiptNumber: 'W01-K7Q-000008'}))).toBe(0);
  expect(count({...once, trainingModeFlag: true})).toBe(0);
});

test('a sale that was voided has nothing left', () => {
  const voided = giveBack(NOTHING, [picked(1, '3'), picked(2, '0.357'), picked(3, '2')]);
  if (!voided) throw new Error('it is left to return');
  const lineItems = voided.lineItems.map(line => {
    if (line.kind !== 'Return') return line;
    const {transactionLink: _link, ...item} = line;
    return item;
  });
  const taken = {...voided, transactionType: 'void' as const, voids: {key: KEY}, lineItems};
  expect(left(returnedItems(ORIGINAL, [taken]))).toEqual([]);
});
