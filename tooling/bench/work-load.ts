import {encodeTransaction} from '@holdfast/domain';
import {importTransactions, ONLINE_RETAIL_MAP} from '@holdfast/importer';
import {sampleFile} from '@holdfast/samples';
import {type Bytes, utf8Decode} from '@holdfast/std';
import {SeededRandom} from '@holdfast/std/testing';

const LINES_A_SALE = 6;

let known: ReturnType<typeof importedLines> | undefined;
function soldLines(): ReturnType<typeof importedLines> {
  known ??= importedLines();
  return known;
}

/** Every line that was sold in an hour of the real shop. */
function importedLines() {
  const text = utf8Decode(sampleFile('online-retail-2010-12-01_12'));
  const {transactions} = importTransactions({text, map: ONLINE_RETAIL_MAP});
  return transactions
    .flatMap(({transaction}) => transaction.lineItems)
    .filter(line => line.kind === 'Sale');
}

/**
 * Sales of about 1.8 kB, each of six lines that a real shop sold: its items, descriptions,
 * quantities and prices, in an order drawn from a seed. The same seed gives the same bytes.
 */
export function realisticSales(
  count: number,
  {seed = 1, businessDayDate = '2026-11-22'} = {},
): Bytes[] {
  const catalogue = soldLines();
  const random = new SeededRandom(seed);
  const startMs = Date.parse(`${businessDayDate}T08:00:00Z`);
  return Array.from({length: count}, (_, at) => {
    const lines = Array.from({length: LINES_A_SALE}, (_, index) => {
      const line = catalogue[random.below(catalogue.length)];
      if (!line) throw new Error('the shop sold something');
      return {...line, lineNumber: index + 1};
    });
    const total = lines.reduce((sum, line) => {
      const modifiers = line.priceModifiers ?? [];
      return modifiers.reduce(
        (each, {amountMinor}) => each + amountMinor,
        sum + line.extendedAmountMinor,
      );
    }, 0);
    const end = startMs + at * 700 + random.below(600);
    return encodeTransaction({
      kind: 'RetailTransaction',
      businessDayDate,
      beginDateTime: new Date(end - 20_000 - random.below(40_000)).toISOString(),
      endDateTime: new Date(end).toISOString(),
      operatorId: `op${random.below(6)}`,
      transactionType: 'sale',
      currencyCode: 'GBP',
      lineItems: [
        ...lines,
        {
          kind: 'Tender',
          lineNumber: LINES_A_SALE + 1,
          tenderType: random.chance(40) ? 'cash' : 'creditDebit',
          amountMinor: total,
        },
      ],
      total: {transactionGrandAmountMinor: total, transactionTaxAmountMinor: 0},
    });
  });
}
