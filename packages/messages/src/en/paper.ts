interface Receipt {
  readonly receipt: string;
}
interface Name {
  readonly name: string;
}

/** What stands on paper, and what a till says of its printer. */
export const EN_PAPER = {
  // On the receipt
  paperCopy: 'COPY',
  paperTraining: 'TRAINING: not a receipt',
  paperReturn: 'RETURN',
  paperVoid: 'VOID',
  paperVoidOf: ({receipt}: Receipt) => `Takes back ${receipt}`,
  paperReturnOf: ({receipt}: Receipt) => `Bought with ${receipt}`,
  paperTill: 'Till',
  paperServedBy: ({name}: Name) => `Served by ${name}`,
  paperTax: 'Rate',
  paperTaxAmount: 'Tax',
  paperNet: 'Net',
  paperGross: 'Gross',
  paperRounding: 'Rounding',
  paperDiscount: 'Discount',
  paperDeposit: 'Deposit',
  paperCard: 'Card',
  paperWallet: 'Mobile payment',
  paperGiftCard: 'Gift card',
  paperVoucher: 'Voucher',
  paperStoreCredit: 'Store credit',
  paperAccount: 'Customer account',
  paperTransfer: 'Bank transfer',
  paperCheck: 'Check',
  paperLoyalty: 'Loyalty points',
  paperOtherTender: 'Other payment',
  paperOffline: 'accepted offline',
  paperJournaled: 'Saved on this till. Not at head office yet.',
  paperRecorded: 'Saved in the store. Not at head office yet.',
  paperHeld: 'Saved at head office.',
  paperAttention: 'Saved in the store, and set aside to be looked at.',
} as const;
