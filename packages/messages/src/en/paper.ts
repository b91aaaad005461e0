interface Receipt {
  readonly receipt: string;
}
interface Code {
  readonly code: string;
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

  // What a till says of its printer
  paperPrint: 'Print',
  paperReprint: 'Print a receipt again',
  paperReceiptNumber: 'Receipt number',
  paperNoSuchReceipt: 'That is no receipt of this till.',
  paperAskedAgain: 'On its way to the printer, marked as a copy.',
  paperAgain: 'Print again',
  paperPrinting: ({name}: Name) => `Prints at ${name}`,
  paperPrinted: ({name}: Name) => `Printed at ${name}`,
  paperSent: ({name}: Name) => `Sent to ${name}`,
  paperHowDialog: 'This till has no printer at the store hub: it prints with the browser’s dialog.',
  paperHowAlone:
    'The store hub’s printers are out of reach: print with the browser’s dialog, or let the customer take a picture of this receipt.',
  paperUnreachable: ({name}: Name) => `Receipt printer ${name} does not answer.`,
  paperConnectionRefused: ({name}: Name) => `Receipt printer ${name} refuses the connection.`,
  paperSilent: ({name}: Name) => `Receipt printer ${name} does not say how it is.`,
  paperOut: ({name}: Name) => `Receipt printer ${name} is out of paper.`,
  paperCoverOpen: ({name}: Name) => `The cover of receipt printer ${name} is open.`,
  paperPrinterOffline: ({name}: Name) => `Receipt printer ${name} is off-line: see its lights.`,
  paperFaulty: ({name}: Name) => `Receipt printer ${name} has an error of its own: see its lights.`,
  paperCutOff: ({name}: Name) => `The connection to receipt printer ${name} broke.`,
  paperUnwritable: ({name}: Name) => `The printer at ${name} cannot be written to.`,
  paperUnsure: ({receipt}: Receipt) => `${receipt} may be on paper in part.`,
  paperStale: ({receipt}: Receipt) => `${receipt} waited too long. Print it now?`,
  paperNotTaken: ({code}: Code) => `The store hub does not print this (${code}).`,
  paperRetry: 'Print it',
  paperMove: ({name}: Name) => `Print at ${name}`,
  paperCancel: 'Do not print',
} as const;
