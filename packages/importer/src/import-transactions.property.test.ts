import fc from 'fast-check';
import {expect, test} from 'vitest';
import {ONLINE_RETAIL_MAP} from './built-in-maps.ts';
import {importTransactions} from './import-transactions.ts';

const HEADING = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

const aCell = {
  invoice: fc.constantFrom('1', '2', '3', 'C4', 'A5', ''),
  code: fc.constantFrom('22139', 'POST', 'D', 'M', 'AMAZONFEE', 'TEST1', 'B', ''),
  description: fc.oneof(
    fc.constantFrom('"A, B"', 'PLATE 10"', '"', '"open', '4111111111111111', ''),
    fc.string({maxLength: 8}),
  ),
  quantity: fc.oneof(
    fc.integer({min: -20, max: 20}).map(String),
    fc.constantFrom('', 'x', '1.5', '0.1234567', '999999999999', '-0'),
  ),
  when: fc.constantFrom('01/12/2010 08:26', '02/12/2010 23:59', '31/02/2011 00:00', ''),
  price: fc.oneof(
    fc.integer({min: -500, max: 5000}).map(cents => (cents / 100).toFixed(2)),
    fc.constantFrom('', 'free', '0', '0.335', '1.23456789', '99999999999999999'),
  ),
};

const aRow = fc
  .record(aCell)
  .map(({invoice, code, description, quantity, when, price}) =>
    [invoice, code, description, quantity, when, price, '', ''].join(','),
  );

test('whatever the rows are, every line and cent is accounted for and what is imported ties', () => {
  let imported = 0;
  fc.assert(
    fc.property(fc.array(aRow, {minLength: 1, maxLength: 20}), rows => {
      // Totals, bodies and the identity are checked by the import itself, which dies where they do
      // not tie.
      const {transactions, report} = importTransactions({
        text: [HEADING, ...rows].join('\n'),
        map: ONLINE_RETAIL_MAP,
      });
      imported += transactions.length;
      expect(report.csv.lines).toBe(report.accepted.lines + report.reportedLines.length);
      const numbers = [
        ...transactions.flatMap(({rowNumbers}) => rowNumbers),
        ...report.reportedLines.map(({rowNumber}) => rowNumber),
      ];
      expect(new Set(numbers).size).toBe(numbers.length);
      const sum = report.reportedLines.reduce((total, line) => total + line.amountMinor, 0);
      expect(report.accepted.amountMinor + sum).toBe(report.csv.amountMinor);
    }),
    {numRuns: 200},
  );
  expect(imported).toBeGreaterThan(0);
});
