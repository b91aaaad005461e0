interface Amount {
  readonly amount: string;
}
interface Code {
  readonly code: string;
}
interface Count {
  readonly count: number;
}
interface Receipt {
  readonly receipt: string;
}
interface Till {
  readonly till: string;
}
interface Time {
  readonly time: string;
}
interface Name {
  readonly name: string;
}

/** What a till says of prices, discounts, tenders and labels. */
export const EN_SELLING = {
  // Prices and discounts
  priceChange: 'Price',
  priceOf: ({name}: Name) => `New price: ${name}`,
  discount: 'Discount',
  discountOf: ({name}: Name) => `Discount: ${name}`,
  discountSale: 'Discount on the whole sale',
  byPercent: 'Percent',
  byAmount: 'Amount',
  reason: 'Reason',
  comesTo: 'Comes to',
  off: ({amount}: Amount) => `${amount} off`,
  insteadOf: ({amount}: Amount) => `instead of ${amount}`,
  saleOff: 'Off the sale',
  reductionRemove: 'Remove',
  approveTitle: 'Somebody else has to allow this',
  approveLede: 'That is more than you may take off.',
  approveNobody: 'Nobody of this store may allow it.',
  approveGo: 'Allow',
  voidShort: 'Void',
  voidSalePaid: 'Part of this sale is paid. Give that back first, under Pay.',

  // The store’s own labels
  labelWrong: ({code}: Code) =>
    `The check digit of ${code} is wrong: the label was misread or misprinted. Nothing was added.`,
  labelNothing: ({code}: Code) =>
    `The label ${code} has no price or weight for its item. Nothing was added.`,
  labelUnknown: ({code}: Code) =>
    `The label is for item ${code}, which is not in the catalogue. Nothing was added.`,

  // Held sales
  hold: 'Hold',
  holdSale: 'Hold this sale',
  heldSales: ({count}: Count) => `Held sales (${count})`,
  heldTitle: 'Held sales of the store',
  heldNone: 'No sale is held.',
  heldBy: ({till, name, time}: Till & Name & Time) => `${time} · till ${till} · ${name}`,
  heldLines: ({count}: Count) => (count === 1 ? '1 line' : `${count} lines`),
  heldHere: 'On this till only',
  heldFull: 'On this till only: the hub holds as many sales as it keeps',
  heldUp: 'Take up',
  heldTaken: ({till}: Till) => `Till ${till} has this sale.`,
  heldEnded: 'This sale is over.',
  heldUnreachable: ({till}: Till) => `Only till ${till} can take this sale up now.`,
  heldTwice: ({receipt, amount}: Receipt & Amount) => `Paid twice: ${amount}, receipts ${receipt}.`,
  heldElsewhere: ({till}: Till) => `Till ${till} has this sale too. Ask there first.`,
  heldPaidElsewhere: ({receipt}: Receipt) =>
    `This sale was paid already: receipt ${receipt}. Void it here.`,

  // Several tenders
  tenderAmount: ({name}: Name) => `Amount: ${name}`,
  tenderNumber: 'Payment number, from the slip or the phone',
  tenderNumberOptional: 'Payment number, if there is one',
  tenderTake: 'Payment taken',
  tenderPart: ({amount}: Amount) => `Take ${amount} of it in cash`,
  tenderBack: ({name}: Name) => `Give back: ${name}`,
  tenderRefusedAmount: 'Only what is left to pay can be taken this way.',
  tenderRefusedReference: 'Type the payment’s number.',
  tenderRefusedCard: 'That looks like a card number. Type the payment’s number, never a card’s.',
  paidAll: 'Paid in full',
  paidOver: ({amount}: Amount) => `${amount} too much is taken. Give a payment back.`,
  paidAlready: ({amount}: Amount) => `${amount} paid already`,
  restToPay: 'Left to pay',
  finishSale: 'Finish sale',
} as const;
