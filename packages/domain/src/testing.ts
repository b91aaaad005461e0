import type {z} from 'zod';
import {type CurrencyCode, currencyCodeSchema} from './currency.ts';
import {formatAmount} from './money.ts';
import type {controlTransactionSchema, retailTransactionSchema} from './transaction.ts';
import type {transactionLinkSchema} from './transaction-link.ts';

export type RetailTransactionDraft = z.input<typeof retailTransactionSchema>;
export type ControlTransactionDraft = z.input<typeof controlTransactionSchema>;

const EUR: CurrencyCode = currencyCodeSchema.parse('EUR');

const header = {
  businessDayDate: '2026-03-14',
  beginDateTime: '2026-03-14T09:26:53+01:00',
  endDateTime: '2026-03-14T09:27:41+01:00',
  operatorId: '7',
};

/** A sale that ties: one piece at each amount, paid in cash, in euros. For tests. */
export function saleDraft(amountsMinor: readonly number[] = [765]): RetailTransactionDraft {
  const grandMinor = amountsMinor.reduce((sum, amount) => sum + amount, 0);
  return {
    kind: 'RetailTransaction',
    ...header,
    transactionType: 'sale',
    currencyCode: EUR,
    lineItems: [
      ...amountsMinor.map((amountMinor, at) => ({
        lineNumber: at + 1,
        kind: 'Sale' as const,
        itemId: `A${at + 1}`,
        description: 'Candle, white',
        itemType: 'stock' as const,
        quantity: '1',
        regularSalesUnitPrice: formatAmount(amountMinor, EUR),
        extendedAmountMinor: amountMinor,
      })),
      {
        lineNumber: amountsMinor.length + 1,
        kind: 'Tender',
        tenderType: 'cash',
        amountMinor: grandMinor,
      },
    ],
    total: {transactionGrandAmountMinor: grandMinor, transactionTaxAmountMinor: 0},
  };
}

/** Takes back one piece at this amount, for cash, of the sale that the link names. For tests. */
export function returnDraft(
  amountMinor: number,
  transactionLink: z.input<typeof transactionLinkSchema>,
): RetailTransactionDraft {
  return {
    ...saleDraft([]),
    transactionType: 'return',
    lineItems: [
      {
        ...{kind: 'Return', lineNumber: 1, itemId: 'A1', itemType: 'stock', quantity: '1'},
        regularSalesUnitPrice: formatAmount(amountMinor, EUR),
        ...{extendedAmountMinor: amountMinor, transactionLink},
      },
      {kind: 'Tender', lineNumber: 2, tenderType: 'cash', amountMinor: 0 - amountMinor},
    ],
    total: {transactionGrandAmountMinor: 0 - amountMinor, transactionTaxAmountMinor: 0},
  };
}

/** Somebody signs on. For tests. */
export function signOnDraft(): ControlTransactionDraft {
  return {kind: 'ControlTransaction', ...header, controlType: 'signOn'};
}

export {type PlantedCard, plantCards} from './card-testing.ts';
