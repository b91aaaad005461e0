/**
 * A sale as a shop's own program writes it: one article, paid in cash. `totalMinor` other than the
 * article's price makes a sale that does not tie.
 */
export function saleText(sale: {
  readonly priceMinor: number;
  readonly totalMinor?: number;
}): string {
  const {priceMinor, totalMinor = priceMinor} = sale;
  return JSON.stringify({
    kind: 'RetailTransaction',
    transactionType: 'sale',
    businessDayDate: '2026-03-14',
    beginDateTime: '2026-03-14T09:26:53+01:00',
    endDateTime: '2026-03-14T09:27:41+01:00',
    operatorId: '7',
    currencyCode: 'EUR',
    lineItems: [
      {
        lineNumber: 1,
        kind: 'Sale',
        itemId: 'LAMP-3',
        description: 'Oil lamp, brass',
        itemType: 'stock',
        quantity: '1',
        regularSalesUnitPrice: (priceMinor / 100).toFixed(2),
        extendedAmountMinor: priceMinor,
      },
      {lineNumber: 2, kind: 'Tender', tenderType: 'cash', amountMinor: priceMinor},
    ],
    total: {transactionGrandAmountMinor: totalMinor, transactionTaxAmountMinor: 0},
  });
}
