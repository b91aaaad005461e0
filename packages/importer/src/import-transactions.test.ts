import {BODY_BYTES_MAX, encodeTransaction} from '@holdfast/domain';
import {expect, test} from 'vitest';
import {ONLINE_RETAIL_MAP, PIZZAPLACE_MAP} from './built-in-maps.ts';
import {type ImportMap, parseImportMap} from './import-map.ts';
import {importTransactions} from './import-transactions.ts';

const HEADING = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

const importRows = (...rows: readonly string[]) =>
  importTransactions({text: [HEADING, ...rows].join('\n'), map: ONLINE_RETAIL_MAP});

const mapOf = (value: object): ImportMap => {
  const map = parseImportMap({
    name: 'Test shop',
    currencyCode: 'EUR',
    timezone: 'Europe/Berlin',
    invoice: 'id',
    when: {kind: 'column', columns: 'when', format: 'ISO'},
    items: {layout: 'row', item: 'item'},
    price: {kind: 'unit', column: 'price'},
    ...value,
  });
  return map.ok ? map.value : expect.unreachable(JSON.stringify(map.issue));
};

test('an invoice becomes a sale, and what the file does not say is marked as derived', () => {
  const {transactions, report} = importRows(
    '536365,85123A,WHITE HANGING HEART,6,01/12/2010 08:26,2.55,17850,United Kingdom',
    '536365,71053,WHITE METAL LANTERN,6,01/12/2010 08:27,3.39,17850,United Kingdom',
  );
  expect(transactions).toEqual([
    {
      lane: 1,
      rowNumbers: [2, 3],
      transaction: {
        kind: 'RetailTransaction',
        businessDayDate: '2010-12-01',
        beginDateTime: '2010-12-01T08:26:00+00:00',
        endDateTime: '2010-12-01T08:27:00+00:00',
        operatorId: 'import',
        externalId: '536365',
        derived: ['workstationId', 'operatorId', 'tenderType'],
        transactionType: 'sale',
        currencyCode: 'GBP',
        lineItems: [
          {
            lineNumber: 1,
            kind: 'Sale',
            itemId: '85123A',
            description: 'WHITE HANGING HEART',
            itemType: 'stock',
            quantity: '6',
            regularSalesUnitPrice: '2.55',
            extendedAmountMinor: 1530,
          },
          {
            lineNumber: 2,
            kind: 'Sale',
            itemId: '71053',
            description: 'WHITE METAL LANTERN',
            itemType: 'stock',
            quantity: '6',
            regularSalesUnitPrice: '3.39',
            extendedAmountMinor: 2034,
          },
          {lineNumber: 3, kind: 'Tender', tenderType: 'cash', amountMinor: 3564},
        ],
        total: {transactionGrandAmountMinor: 3564, transactionTaxAmountMinor: 0},
      },
    },
  ]);
  expect(report.csv).toEqual({lines: 2, amountMinor: 3564, exactAmount: '35.64'});
  expect(report.accepted).toEqual(report.csv);
});

test('nothing of the customer is kept', () => {
  const {transactions, report} = importRows('1,A,X,1,01/12/2010 08:26,1,17850,France');
  expect(JSON.stringify(transactions)).not.toContain('17850');
  expect(report.rules.join('\n')).toContain('Column CustomerID names customers; it is left out.');
});

test('an invoice number made of the customer is not kept either', () => {
  const {transactions} = importTransactions({
    text: 'member,when,item,price\n1808,2026-03-14,fruit,1\n1808,2026-03-15,fruit,1',
    map: mapOf({invoice: ['member', 'when'], customerColumn: 'member'}),
  });
  expect(transactions).toHaveLength(2);
  expect(JSON.stringify(transactions)).not.toContain('1808');
});

const kindsOf = (...rows: readonly string[]) => {
  const {transactions} = importRows(...rows);
  return transactions.map(({transaction}) => [
    transaction.transactionType,
    ...transaction.lineItems.map(line =>
      'itemType' in line
        ? `${line.kind} ${line.itemType}`
        : `${line.kind} ${'amountMinor' in line ? line.amountMinor : ''}`,
    ),
  ]);
};

test.each([
  [
    'an invoice with C is a return',
    'C1,A,X,-2,01/12/2010 08:26,1.50,,',
    ['return', 'Return stock', 'Tender -300'],
  ],
  [
    'postage is a service',
    '1,POST,POSTAGE,1,01/12/2010 08:26,18,,',
    ['sale', 'Sale service', 'Tender 1800'],
  ],
  [
    'carriage is a service',
    '1,C2,CARRIAGE,1,01/12/2010 08:26,50,,',
    ['sale', 'Sale service', 'Tender 5000'],
  ],
  [
    'postage that comes back is a service too',
    'C1,POST,POSTAGE,-1,01/12/2010 08:26,18,,',
    ['return', 'Return service', 'Tender -1800'],
  ],
  [
    'a manual code is a service',
    '1,m,Manual,1,01/12/2010 08:26,18.95,,',
    ['sale', 'Sale service', 'Tender 1895'],
  ],
  [
    'a voucher is a gift card',
    '1,gift_0001_20,Voucher,1,01/12/2010 08:26,16.67,,',
    ['sale', 'Sale giftCard', 'Tender 1667'],
  ],
  [
    'a discount changes the price',
    'C1,D,Discount,-1,01/12/2010 08:26,27.5,,',
    ['return', 'Discount -2750', 'Tender -2750'],
  ],
  [
    'goods taken back without a C are returned',
    '1,A,X,-1,01/12/2010 08:26,2,,',
    ['return', 'Return stock', 'Tender -200'],
  ],
])('%s', (_promise, row, kinds) => {
  expect(kindsOf(row)).toEqual([kinds]);
});

test('an exchange of equal worth needs no tender', () => {
  expect(kindsOf('1,A,X,1,01/12/2010 08:26,2,,', '1,B2,Y,-1,01/12/2010 08:26,2,,')).toEqual([
    ['sale', 'Sale stock', 'Return stock'],
  ]);
});

test.each([
  [
    'fee',
    'C1,AMAZONFEE,AMAZON FEE,-1,01/12/2010 08:26,13541.33,,',
    -1354133,
    'is a fee between the shop and a third party',
  ],
  [
    'fee',
    '1,Bank Charges,Bank Charges,1,01/12/2010 08:26,15,,',
    1500,
    'is a fee between the shop and a third party',
  ],
  [
    'accounting',
    'A563187,B,Adjust bad debt,1,01/12/2010 08:26,-11062.06,,',
    -1106206,
    'corrects the books',
  ],
  [
    'accounting',
    'A1,22139,X,1,01/12/2010 08:26,5,,',
    500,
    'stands on an invoice that corrects the books',
  ],
  [
    'negativePrice',
    '1,22139,X,1,01/12/2010 08:26,-5,,',
    -500,
    'has a price below zero beside a quantity',
  ],
  [
    'test',
    '1,TEST001,This is a test product.,5,01/12/2010 08:26,4.5,,',
    2250,
    'is a test of the shop’s own system',
  ],
  ['zeroPrice', '1,22139,,56,01/12/2010 08:26,0,,', 0, 'has no price'],
  ['zeroPrice', '1,POST,,1,01/12/2010 08:26,0.00,,', 0, 'has no price'],
  [
    'stockCorrection',
    '1,22139,damaged,-10,01/12/2010 08:26,0,,',
    0,
    'takes stock away at no price',
  ],
  ['zeroQuantity', '1,22139,X,0,01/12/2010 08:26,3,,', 0, 'sells nothing'],
  [
    'cardData',
    '1,22139,4111 1111 1111 1111,1,01/12/2010 08:26,3,,',
    300,
    'description looks like a card number',
  ],
  ['unreadable', '1,22139,X,one,01/12/2010 08:26,3,,', 0, 'has a quantity that is no number'],
  ['unreadable', '1,22139,X,1,01/12/2010 08:26,"2,95",,', 0, 'has a price that is no number'],
  ['unreadable', '1,22139,X,1,01/12/2010 08:26,,,', 0, 'has a price that is no number'],
  [
    'unreadable',
    '1,22139,X,1,31/02/2011 08:26,3,,',
    300,
    'has no date and time of the form the map names',
  ],
  [
    'unreadable',
    '1,22139,X,1,2010-12-01 08:26,3,,',
    300,
    'has no date and time of the form the map names',
  ],
  ['unreadable', ',22139,X,1,01/12/2010 08:26,3,,', 300, 'names no invoice'],
  ['unreadable', '1,,X,1,01/12/2010 08:26,3,,', 300, 'names no item'],
  [
    'unreadable',
    `1,${'A'.repeat(65)},X,1,01/12/2010 08:26,3,,`,
    300,
    'has an item code of more than 64 characters',
  ],
  [
    'unreadable',
    `${'1'.repeat(65)},A,X,1,01/12/2010 08:26,3,,`,
    300,
    'has too long an invoice number',
  ],
  ['unreadable', '1,22139,X,1,01/12/2010 08:26,3', 0, 'has 6 fields; the heading has 8'],
  ['unreadable', '1,22139,X,1,01/12/2010 08:26,3,,,extra', 0, 'has 9 fields; the heading has 8'],
  ['unreadable', '1,22139,"X" Y,1,01/12/2010 08:26,3,,', 0, 'text follows a closing quote'],
  [
    'unreadable',
    '1,22139,X,1,01/12/2010 08:26,99999999999999,,',
    0,
    'comes to more than any line of a shop',
  ],
  [
    'unfit',
    '9,22139,X,1.1234567,01/12/2010 08:26,2,,',
    225,
    'no transaction can hold it: quantity: must be above zero, with at most 9 digits and 6 decimals',
  ],
] as const)(
  '%s is reported with its line, sum and reason: %s',
  (kind, row, amountMinor, reason) => {
    const good = '9,A,X,1,01/12/2010 09:00,2,,';
    const {transactions, report} = importRows(good, row, good);
    expect(transactions).toHaveLength(1);
    const [reported] = report.reportedLines;
    expect(report.reportedLines).toHaveLength(1);
    expect(reported).toEqual({rowNumber: 3, kind, amountMinor, reason});
    expect(report.reportedByKind).toMatchObject({[kind]: {lines: 1}});
    expect(report.csv.lines).toBe(3);
    expect(report.csv.amountMinor).toBe(400 + (reported?.amountMinor ?? 0));
  },
);

test('a bad row does not take its invoice along', () => {
  const {transactions, report} = importRows(
    '1,A,X,1,01/12/2010 08:26,2,,',
    '1,B2,Y,?,01/12/2010 08:26,3,,',
    '1,C3X,Z,1,01/12/2010 08:26,4,,',
  );
  expect(transactions[0]?.rowNumbers).toEqual([2, 4]);
  expect(report.csv).toEqual({lines: 3, amountMinor: 600, exactAmount: '6'});
});

test('rows of an invoice need not stand together, but a number that starts over is another invoice', () => {
  const {transactions} = importRows(
    '1,A,X,1,01/12/2010 08:26,2,,',
    '2,A,X,1,01/12/2010 08:27,2,,',
    '1,B2,Y,1,01/12/2010 08:26,3,,',
    '1,A,X,1,02/12/2010 08:26,2,,',
  );
  expect(transactions.map(({rowNumbers}) => rowNumbers)).toEqual([[2, 4], [3], [5]]);
});

test('lanes are dealt in turn', () => {
  const rows = [1, 2, 3, 4, 5].map(id => `${id},A,X,1,01/12/2010 08:26,2,,`);
  const text = [HEADING, ...rows].join('\n');
  const {transactions} = importTransactions({text, map: ONLINE_RETAIL_MAP, lanes: 2});
  expect(transactions.map(({lane}) => lane)).toEqual([1, 2, 1, 2, 1]);
});

test('fractions of a cent are rounded once a line, and the exact sum is kept beside', () => {
  const {report} = importTransactions({
    text: 'id;when;item;qty;price\n1;2026-03-14;fuel;41,37;1,459\n1;2026-03-14;screw;3;0,335',
    map: mapOf({
      decimalSeparator: ',',
      items: {layout: 'row', item: 'item', quantity: 'qty'},
    }),
  });
  expect(report.accepted).toEqual({lines: 2, amountMinor: 6137, exactAmount: '61.36383'});
});

test.each([
  ['commas', 'id,when,item,price\n1,2026-03-14,tea,"1.50"'],
  ['semicolons and a byte order mark', '\uFEFFid;when;item;price\r\n1;2026-03-14;tea;1.50\r\n'],
  ['tabs', 'id\twhen\titem\tprice\n1\t2026-03-14\ttea\t1.50\n\n'],
  ['bars and other columns', 'x|price|item|when|id\n|1.50|tea|2026-03-14|1'],
  ['headings in capitals', 'ID,When,ITEM,Price\n1,2026-03-14,tea,£1.50'],
])('%s: the sale is the same', (_name, text) => {
  const {transactions} = importTransactions({text, map: mapOf({})});
  expect(transactions[0]?.transaction.lineItems[0]).toMatchObject({
    itemId: 'tea',
    regularSalesUnitPrice: '1.5',
    extendedAmountMinor: 150,
  });
});

test('without quantities, a price below zero takes a piece back', () => {
  const {transactions} = importTransactions({
    text: 'id,when,item,price\n1,2026-03-14,tea,-1.50',
    map: mapOf({}),
  });
  expect(transactions[0]?.transaction).toMatchObject({
    transactionType: 'return',
    lineItems: [
      {kind: 'Return', quantity: '1', extendedAmountMinor: 150},
      {kind: 'Tender', amountMinor: -150},
    ],
  });
});

test('line prices rule; the unit price follows and is marked as derived', () => {
  const {transactions, report} = importTransactions({
    text: 'id,when,item,n,sum\n1,2026-03-14,tea,3,10.00\n1,2026-03-14,tea,-3,-10.00\n1,2026-03-14,tea,2,-1',
    map: mapOf({
      items: {layout: 'row', item: 'item', quantity: 'n'},
      price: {kind: 'line', column: 'sum'},
    }),
  });
  expect(transactions[0]?.transaction).toMatchObject({
    derived: ['workstationId', 'operatorId', 'tenderType', 'regularSalesUnitPrice'],
    lineItems: [
      {kind: 'Sale', regularSalesUnitPrice: '3.333333', extendedAmountMinor: 1000},
      {kind: 'Return', regularSalesUnitPrice: '3.333333', extendedAmountMinor: 1000},
    ],
  });
  expect(report.reportedByKind).toEqual({
    negativePrice: {lines: 1, amountMinor: -100, exactAmount: '-1'},
  });
});

test('baskets in a cell, without prices, times or heading, are sold at zero and say so', () => {
  const {transactions, report} = importTransactions({
    text: 'a basket;citrus fruit, margarine,,ready soups\nanother; tea\nempty;\n',
    map: mapOf({
      header: false,
      delimiter: ';',
      invoice: undefined,
      items: {layout: 'cell', column: '2'},
      price: {kind: 'none'},
      when: {kind: 'none', startsAt: '2026-03-14T09:00:00', everySeconds: 90},
    }),
  });
  expect(report.csv.lines).toBe(5);
  expect(report.reportedLines).toMatchObject([{rowNumber: 3, reason: 'names no item'}]);
  expect(transactions.map(({transaction}) => transaction)).toMatchObject([
    {
      beginDateTime: '2026-03-14T09:00:00+01:00',
      derived: [
        'workstationId',
        'operatorId',
        'tenderType',
        'regularSalesUnitPrice',
        'businessDayDate',
        'beginDateTime',
        'endDateTime',
      ],
      lineItems: [
        {itemId: 'citrus fruit', extendedAmountMinor: 0},
        {itemId: 'margarine'},
        {itemId: 'ready soups'},
      ],
    },
    {beginDateTime: '2026-03-14T09:01:30+01:00', lineItems: [{itemId: 'tea'}]},
  ]);
});

test('baskets over many columns have as many items as cells are filled', () => {
  const {transactions} = importTransactions({
    text: 'id,when,item 1,item 2,item 3\n1,2026-03-14,tea,,milk\n2,2026-03-14,bread',
    map: mapOf({items: {layout: 'columns', from: 'item 1'}, price: {kind: 'none'}}),
  });
  expect(
    transactions.map(({transaction}) =>
      transaction.lineItems.map(line => 'itemId' in line && line.itemId),
    ),
  ).toEqual([['tea', 'milk'], ['bread']]);
});

test('rows in another currency are reported, not converted', () => {
  const {report} = importTransactions({
    text: 'id,when,item,price,cur\n1,2026-03-14,tea,1.50,eur\n2,2026-03-14,tea,9.99,CHF',
    map: mapOf({currencyColumn: 'cur'}),
  });
  expect(report.csv).toEqual({lines: 2, amountMinor: 150, exactAmount: '1.5'});
  expect(report.reportedLines).toMatchObject([{kind: 'otherCurrency', rowNumber: 3}]);
});

test('an invoice too large for a body is reported line by line', () => {
  const row = `1,${'A'.repeat(64)},${'X'.repeat(256)},1,01/12/2010 08:26,1,,`;
  const {transactions, report} = importRows(...Array.from({length: 3000}, () => row));
  expect(transactions).toEqual([]);
  expect(report.reportedByKind).toEqual({
    unfit: {lines: 3000, amountMinor: 300_000, exactAmount: '3000'},
  });
  expect(report.invoicesWithoutTransaction).toBe(1);
  expect(report.reportedLines[0]?.reason).toMatch(/at most 1048576 are accepted$/);
});

test('a large invoice fits', () => {
  const row = '1,85123A,WHITE HANGING HEART T-LIGHT HOLDER,1,01/12/2010 08:26,1,,';
  const {transactions} = importRows(...Array.from({length: 2000}, () => row));
  const [large] = transactions;
  expect(large?.transaction.lineItems).toHaveLength(2001);
  if (large) expect(encodeTransaction(large.transaction).length).toBeLessThan(BODY_BYTES_MAX);
});

test('long descriptions are cut', () => {
  const {transactions} = importRows(`1,A,${'x'.repeat(400)},1,01/12/2010 08:26,1,,`);
  expect(transactions[0]?.transaction.lineItems[0]).toMatchObject({description: 'x'.repeat(256)});
});

test('a column that is missing is named, with those that are there', () => {
  const text =
    'Invoice,StockCode,Description,Quantity,InvoiceDate,Price\n1,A,X,1,01/12/2010 08:26,1';
  expect(() => importTransactions({text, map: ONLINE_RETAIL_MAP})).toThrow(
    'import/column-missing column=InvoiceNo has=Invoice, StockCode, Description, Quantity, InvoiceDate, Price',
  );
  expect(() => importTransactions({text, map: PIZZAPLACE_MAP})).toThrow(
    'import/column-missing column=id',
  );
});

test.each([
  ['', 'there is no heading'],
  ['\n\n', 'there is no heading'],
  ['id,when,item,price\n', 'there are no rows'],
  ['"id,when,item,price\n1,2,3,4', 'a quote is not closed'],
  ['id,when,item,price,price\n1,2,3,4,5', 'column twice'],
])('the file %j cannot be read: %s', (text, reason) => {
  expect(() => importTransactions({text, map: mapOf({})})).toThrow(
    `import/unreadable reason=${reason}`,
  );
});
