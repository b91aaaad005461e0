interface Amount {
  readonly amount: string;
}
interface Time {
  readonly time: string;
}
interface Count {
  readonly count: number;
}
interface Receipt {
  readonly receipt: string;
}
interface Code {
  readonly code: string;
}

/** What a till says beside the selling: tenders, menu, cash, reports, returns, what is unsent. */
export const EN_DAY = {
  // What can be paid with right now
  tendersTitle: 'What works right now',
  tenderUsable: 'works',
  tenderLimited: 'with care',
  tenderOff: 'not now',
  tenderWhyAlways: 'works always',
  tenderWhyOwnMachine: 'on its own machine, then confirm here',
  tenderWhyLookAtPhone: 'look at the customer’s phone, then confirm',
  tenderWhyLookAtPhoneOnly: 'no notice comes here: the customer’s phone is the only proof',
  tenderWhyWorks: 'works',
  tenderWhySlow: 'slow: on the backup line',
  tenderWhyNeedsInternet: 'needs the internet, which is gone',
  tenderWhyNeedsHub: 'needs the store hub, which is not reached',
  tenderWhyNotKnownYet: 'needs the internet; not known yet',

  // The till menu
  menu: 'Menu',
  menuTitle: 'This till',
  menuBack: 'Back',
  menuCash: 'Cash in or out',
  menuNoSale: 'Open the drawer',
  menuReport: 'X report',
  deedSave: 'Write it down',
  deedDone: ({receipt}: Receipt) => `Written down as ${receipt}`,
  deedFailed: ({code}: Code) => `That could not be saved (${code}). Nothing was written down.`,
  deedReason: 'What for',
  deedReasonNeeded: 'Say what it is for.',
  amount: 'Amount',

  // Cash in and out
  cashLoan: 'Float',
  cashLoanHow: 'Change money put into the drawer',
  cashPaidIn: 'Paid in',
  cashPaidInHow: 'Cash that comes in without a sale',
  cashPaidOut: 'Paid out',
  cashPaidOutHow: 'Cash spent from the drawer',
  cashSafeDrop: 'Safe drop',
  cashSafeDropHow: 'Notes from the drawer into the safe',
  cashPickup: 'Pickup',
  cashPickupHow: 'Takings handed over',
  noSaleHow: 'The drawer is opened without a sale. It is counted.',

  // Help pages
  helpWhy: 'Why',
  helpNow: 'What to do',
  helpSafe: 'While selling?',
  helpAnytime: 'Safe at any time, also while people are paying.',
  helpStop: 'Go on selling, but change nothing while somebody is paying.',
  helpAll: 'All codes',
  helpOpen: ({code}: Code) => `What ${code} means (new page)`,

  // Send now
  sendNow: 'Send now',
  sendTrying: 'Trying …',
  sendAllSent: ({time}: Time) => `${time}: all of it is at head office.`,
  sendSome: ({time, count}: Time & Count) => `${time}: ${count} moved on. The rest follows.`,
  sendNoHub: ({time, count}: Time & Count) =>
    `${time}: no answer from the store hub. ${count} stay on this till, safe, and are tried again.`,
  sendInHub: ({time, count}: Time & Count) =>
    `${time}: ${count} are safe in the store hub, which does not reach head office yet.`,

  // Training
  menuTraining: 'Training',
  trainingHow:
    'Practise selling: scan, pay, return. Everything is marked as training and is in no total. Nothing is sold.',
  trainingBegin: 'Begin training',
  trainingEnd: 'End training',
  trainingEndHow: 'From then on this till sells again.',
  trainingSaleOpen: 'A sale is open. Pay it or void it first.',
  trainingStrip: 'TRAINING – nothing is sold. Do not take money.',
  trainingWord: 'TRAINING',
  kindTraining: ({what}: {readonly what: string}) => `${what}, training`,

  // Returns
  menuReturn: 'Return',
  returnHow: 'Scan the code on the receipt, or type its number.',
  returnReceipt: 'Receipt number',
  returnLookUp: 'Look it up',
  returnLooking: 'Looking …',
  returnUnknown: 'No such receipt in this store. Check the number.',
  returnNoSale: 'That receipt is no sale: nothing of it can come back.',
  returnNoHub:
    'This till did not print it, and the store hub is not reached to ask. Wait for the hub, or let a supervisor allow it.',
  returnUnseen: 'Take back without looking it up',
  returnUnseenHow:
    'Nobody can look this receipt up. It is paid back at today’s prices, and marked as allowed by a supervisor.',
  returnCode: 'Scan or type each item’s code',
  returnFromTill: 'from this till’s journal',
  returnFromHub: 'from the store hub',
  returnUnsure:
    'Other tills may have taken some of it back already: that cannot be asked at this moment.',
  returnNothingLeft: 'All of it has come back already.',
  returnLeft: ({quantity}: {readonly quantity: string}) => `${quantity} left to return`,
  returnLess: ({name}: {readonly name: string}) => `Fewer: ${name}`,
  returnMore: ({name}: {readonly name: string}) => `More: ${name}`,
  returnReason: 'Why it comes back',
  returnReasonNeeded: 'Say why it comes back.',
  returnPay: ({amount}: Amount) => `Pay back ${amount}`,
  returnGive: ({amount}: Amount) => `Give ${amount} back`,

  // X report
  reportTitle: 'X report',
  reportAsOf: ({time}: Time) => `This till, as of ${time}`,
  reportDay: ({time}: Time) => `Business day ${time}`,
  reportOwn: 'From this till’s own journal: true also without the store hub.',
  reportReading: 'Adding up …',
  reportNet: 'Sold, less returns',
  reportSales: ({count}: Count) => `Sales (${count})`,
  reportReturns: ({count}: Count) => `Returns (${count})`,
  reportVoids: ({count}: Count) => `Voids (${count})`,
  reportNoSales: ({count}: Count) => `Drawer opened without a sale: ${count}`,
  reportTraining: ({count}: Count) => `Made while training, counted nowhere: ${count}`,
  reportTenders: 'By means of payment',
  reportRounding: 'Cash rounding',
  reportOperators: 'By operator',
  reportHours: 'By hour',
  reportTaxes: 'By tax',
  reportTaxOn: ({percent, amount}: Amount & {readonly percent: string}) =>
    `${percent} % on ${amount}`,
  reportDrawer: 'Cash in the drawer',
  reportCashSales: 'Cash from sales',
  reportExpected: 'Should be in the drawer',
  tenderCash: 'Cash',
  tenderCreditDebit: 'Card',
  tenderMobileWallet: 'Scan to pay',
  tenderGiftCard: 'Gift card',
  tenderVoucher: 'Voucher',
  tenderStoreCredit: 'Store credit',
  tenderCustomerAccount: 'On account',
  tenderBankTransfer: 'Bank transfer',
  tenderCheck: 'Check',
  tenderLoyalty: 'Points',
  tenderOther: 'Other',
} as const;
