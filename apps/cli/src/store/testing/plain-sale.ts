/** A sale for 1.00, told from others by what was sold. */
export function plainSale(number: number): string {
  return JSON.stringify({
    kind: 'RetailTransaction',
    businessDayDate: '2026-11-22',
    beginDateTime: '2026-11-22T10:00:00Z',
    endDateTime: '2026-11-22T10:00:30Z',
    operatorId: 'ana',
    transactionType: 'sale',
    currencyCode: 'GBP',
    lineItems: [
      {
        kind: 'Sale',
        lineNumber: 1,
        itemId: `A${number}`,
        itemType: 'stock',
        description: 'Candle',
        quantity: '1',
        regularSalesUnitPrice: '1.00',
        extendedAmountMinor: 100,
      },
      {kind: 'Tender', lineNumber: 2, tenderType: 'cash', amountMinor: 100},
    ],
    total: {transactionGrandAmountMinor: 100, transactionTaxAmountMinor: 0},
  });
}
