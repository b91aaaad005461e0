import {retailTransactionSchema} from '@holdfast/domain';
import {paperDocumentSchema} from '@holdfast/wire';
import {expect, test} from 'vitest';
import {layOut} from './lay-out.ts';
import {type ReceiptParts, receiptDocument} from './receipt-document.ts';
import {printedReceipt, printedSale} from './testing.ts';

function printed(parts: ReceiptParts, columns: 32 | 42 = 42): string[] {
  return layOut(receiptDocument(parts), {columns, encoding: 'utf-8'}).map(line =>
    line.kind === 'line' ? line.text.trimEnd() : `[${line.kind}]`,
  );
}

test('an English receipt says each figure of the transaction, to the cent', () => {
  expect(printed(printedReceipt('en'))).toEqual([
    '[logo]',
    '      南京路店',
    '             18 Nanjing Road',
    '                 谢谢惠顾',
    '        Tax id 91310101MA1FPX1234',
    '-'.repeat(42),
    'W01-K7Q-000482            2026-03-14 09:27',
    'Served by Ana                     Till W01',
    '-'.repeat(42),
    'Fresh milk 1 L',
    '  2 × 12.90                          25.80',
    'Jasmine rice from the north-east,  1058.00',
    'in a bag of ten kilograms',
    '  Discount Offer                    -58.00',
    '-'.repeat(42),
    'Total                            ¥1,025.80',
    'Cash                               1030.00',
    'Change                                4.20',
    '-'.repeat(42),
    'Rate            Net        Tax       Gross',
    'A 13 %       907.79     118.01     1025.80',
    '-'.repeat(42),
    '             七天内凭小票退换',
    '[qr]',
    '              W01-K7Q-000482',
    '  Saved in the store. Not at head office',
    '                   yet.',
    '[cut]',
  ]);
});

test('a Chinese receipt says the same figures, on narrow paper', () => {
  const lines = printed(printedReceipt('zh-CN'), 32);
  expect(lines.slice(9, 21)).toEqual([
    '鲜牛奶 1升',
    '  2 × 12.90                25.80',
    '东北茉莉香米十公斤装家庭 1058.00',
    '优惠',
    '  折扣 Offer              -58.00',
    '-'.repeat(32),
    '合计                   ¥1,025.80',
    '现金                     1030.00',
    '找零                        4.20',
    '-'.repeat(32),
    '税率     不含税    税额     含税',
    'A 13 %   907.79  118.01  1025.80',
  ]);
});

test.each([
  ['journaled', 'Saved on this till. Not at head office yet.'],
  ['recorded', 'Saved in the store. Not at head office yet.'],
  ['held', 'Saved at head office.'],
  ['attention', 'Saved in the store, and set aside to be looked at.'],
] as const)('of a %s sale it claims no more than that', (custody, said) => {
  const document = receiptDocument(printedReceipt('en', {custody}));
  const texts = document.blocks.flatMap(block => (block.kind === 'text' ? [block.text] : []));
  expect(texts.filter(text => text.startsWith('Saved'))).toEqual([said]);
});

test('a copy, a training sale, a return and a void are marked in both languages', () => {
  const marks = (parts: ReceiptParts) =>
    receiptDocument(parts).blocks.flatMap(block => (block.kind === 'mark' ? [block.text] : []));
  const sale = printedSale();
  const voids = {receiptNumber: 'W01-K7Q-000400'};
  const taken = {...sale, transactionType: 'void', voids} as const;
  expect(marks(printedReceipt('en'))).toEqual([]);
  expect(marks(printedReceipt('en', {copy: true}))).toEqual(['COPY']);
  expect(marks(printedReceipt('zh-CN', {copy: true}))).toEqual(['补打']);
  const training = printedReceipt('zh-CN', {transaction: {...sale, trainingModeFlag: true}});
  expect(marks(training)).toEqual(['培训练习 非有效小票', '培训练习 非有效小票']);
  expect(marks(printedReceipt('en', {transaction: {...sale, transactionType: 'return'}}))).toEqual([
    'RETURN',
  ]);
  expect(marks(printedReceipt('zh-CN', {transaction: taken}))).toEqual(['作废']);
  expect(printed(printedReceipt('en', {transaction: taken})).join('\n')).toContain(
    'Takes back W01-K7Q-000400',
  );
});

test('what comes back, was put down, was rounded or paid by card stands there with its sign', () => {
  const transaction = retailTransactionSchema.parse({
    ...printedSale(),
    transactionType: 'return',
    lineItems: [
      {
        ...{kind: 'Return', lineNumber: 1, itemId: '6901', description: 'Milk', itemType: 'stock'},
        ...{quantity: '1', regularSalesUnitPrice: '12.90', extendedAmountMinor: 1290},
        transactionLink: {receiptNumber: 'W02-ABC-000007'},
      },
      {kind: 'Deposit', lineNumber: 2, amountMinor: 300, description: 'Crate'},
      {kind: 'Rounding', lineNumber: 3, amountMinor: -2},
      {
        ...{kind: 'Tender', lineNumber: 4, tenderType: 'creditDebit', amountMinor: -992},
        ...{cardNumberMasked: '411111******1111', offlineFlag: true},
      },
    ],
    total: {transactionGrandAmountMinor: -990, transactionTaxAmountMinor: 0},
  });
  const lines = printed(printedReceipt('en', {transaction}));
  expect(lines.slice(10, 19)).toEqual([
    'RETURN Milk                         -12.90',
    '  Bought with W02-ABC-000007',
    'Deposit Crate                         3.00',
    '-'.repeat(42),
    'Total                               -¥9.90',
    'Rounding                             -0.02',
    'Card                                 -9.92',
    '  411111******1111 · accepted offline',
    '-'.repeat(42),
  ]);
});

test('it crosses processes as it is', () => {
  const document = receiptDocument(printedReceipt('zh-CN', {copy: true}));
  expect(paperDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
});
