import {EN_DAY} from './en/day.ts';
import {EN_PAPER} from './en/paper.ts';
import {EN_SELLING} from './en/selling.ts';

interface Count {
  readonly count: number;
}
interface Time {
  readonly time: string;
}
interface Amount {
  readonly amount: string;
}
interface Code {
  readonly code: string;
}
interface Receipt {
  readonly receipt: string;
}

const sales = (count: number) => (count === 1 ? '1 sale' : `${count} sales`);

/** English, and what there is to say at all: other languages have exactly these messages. */
export const EN = {
  ...EN_DAY,
  ...EN_SELLING,
  // What a till is, in one line
  stateStarting: 'Starting',
  stateUnpaired: 'Not a till of a store yet',
  stateOnline: 'Connected · all sent',
  stateOnlineWaiting: ({count}: Count) => `Connected · sending ${sales(count)}`,
  stateDegraded: 'Keep selling – something needs a look',
  stateBackup: 'On the backup line – keep selling',
  stateUnsure: 'Looking for head office – keep selling',
  stateEvictable: 'This browser may clear what it keeps – keep selling, and tell your manager',
  stateClock: 'This till’s clock is off – keep selling, and tell your manager',
  stateOffline: ({time}: Time) => `No internet since ${time} – selling inside the store`,
  stateAlone: ({time}: Time) => `No store hub since ${time} – this till sells alone`,
  stateAloneUnsent: ({time, count}: Time & Count) =>
    `No store hub since ${time} – this till sells alone, ${sales(count)} saved here`,
  stateRecovering: ({done, total}: {readonly done: number; readonly total: number}) =>
    `Sending ${done} of ${total} – you can sell`,
  stateBlocked: 'Tell your manager – this till is not taken by the store hub',
  whatNow: 'What now?',
  whatNowClose: 'Close',
  nowOnline: 'Everything works. Each sale goes to the store hub and from there to head office.',
  nowDegraded:
    'Sell as always. Nothing is lost. The codes below tell your manager or IT what to look at.',
  nowOffline:
    'Sell as always: every sale is safe in the store hub and goes to head office when the internet is back. Do not restart the router while people are paying.',
  nowAlone:
    'Sell as always: every sale is safe on this till. Leave this page open and do not clear the browser. It finds the hub again by itself.',
  nowRecovering: 'Sell as always. What was kept is being sent; the number falls by itself.',
  nowStarting: 'The till is looking for the store hub. You can sell already.',
  nowBlocked:
    'Sales are kept on this till and are not sent. Your manager must pair it again or ask IT.',
  codes: 'Codes',

  // Custody
  custodyJournaled: 'On this till',
  custodyRecorded: 'In the store hub',
  custodyHeld: 'At head office',
  custodyAttention: 'Needs attention',
  unsentNone: 'All sent',
  unsentTitle: 'Not at head office yet',
  unsentEmpty: 'Every sale of this till is at head office.',
  unsentOpen: ({count}: Count) => `${sales(count)} not at head office yet: show them`,
  unsentHere: ({count}: Count) => `${count} on this till`,
  unsentHub: ({count}: Count) => `${count} in the hub`,
  unsentWaitsForHub: 'Waits for the store hub. This till looks for it every few seconds.',
  unsentWaitsForOffice: 'Safe in the store hub. It goes to head office by itself.',
  unsentSetAside: 'Set aside for a person to decide. It is safe.',
  unsentMore: ({count}: Count) => `and ${count} older ones`,
  close: 'Close',
  kindSale: 'Sale',
  kindControl: 'Sign-on or sign-off',
  kindOther: 'Other entry',

  // Pairing
  pairTitle: 'Make this a till of the store',
  pairLede: 'Ask the manager for eight digits. At the hub: holdfast pair --code',
  pairCode: 'Eight digits',
  pairWorkstation: 'Till number',
  pairName: 'What people call it',
  pairNameDefault: 'Lane 1',
  pairGo: 'Pair',
  pairWaiting: 'The manager says yes to this till’s name at the hub …',
  pairBusy: 'The hub is busy with another till. Wait a moment and try again.',
  pairRefused: 'The hub did not take these digits. Ask for new ones.',
  pairUnreachable: 'The hub does not answer here. Is it running?',
  pairMalformed: 'Check the digits and the till number.',
  pairFailed: ({code}: Code) => `That did not work (${code}).`,

  // Sign-on
  signOnTitle: 'Who is selling?',
  signOnPinOf: ({name}: {readonly name: string}) => `PIN of ${name}`,
  signOnGo: 'Sign on',
  signOnWrong: 'That is not the PIN.',
  signOnWait: ({count}: Count) => `Too many tries. Wait ${count} s.`,
  signOnBack: 'Somebody else',
  signOff: 'Sign off',
  signOffUnsent: ({count}: Count) =>
    `${sales(count)} are only on this till. They stay here and are sent by themselves: do not clear the browser or take the till away.`,
  signOffAnyway: 'Sign off',
  signOffStay: 'Stay',
  nobodyYet: 'Nobody may sign on yet. On the hub: holdfast operators add',
  nothingYet: 'This store has no items yet. On the hub: holdfast catalogue import',
  noSettings: 'This store has no settings yet. On the hub: holdfast store set',
  pricesAsOf: ({time}: Time) => `Prices as of ${time}`,

  // Selling
  search: 'Scan or type name, code',
  searchNone: 'Nothing by that name or code',
  unknownCode: ({code}: Code) => `${code} is not in the catalogue. Nothing was added.`,
  allItems: 'All',
  items: 'Items',
  sale: 'Sale',
  saleEmpty: 'Scan the first item',
  saleEmptyHint: 'or type a name, pinyin initials or a code. 3* before it means three.',
  quantityOf: ({name}: {readonly name: string}) => `How many: ${name}`,
  weightOf: ({name}: {readonly name: string}) => `Weight in kg: ${name}`,
  set: 'Set',
  cancel: 'Cancel',
  voidLine: 'Void line',
  voidSale: 'Void sale',
  voidSaleSure: 'Take back every line of this sale?',
  voidSaleYes: 'Void it',
  kilogram: 'kg',
  taxIncluded: ({amount}: Amount) => `Tax included ${amount}`,
  taxAdded: ({amount}: Amount) => `Tax added ${amount}`,
  total: 'Total',
  pay: 'Pay',
  saleBack: 'The open sale is back.',

  // Paying
  payTitle: 'Payment',
  due: 'To pay',
  cash: 'Cash',
  cashGiven: 'Cash given',
  cashExact: 'Exact',
  cashShort: ({amount}: Amount) => `${amount} too little`,
  cashMuch: 'That is more cash than anybody hands over. Check the amount.',
  change: 'Change',
  finish: 'Take cash',
  backToSale: 'Back to the sale',
  scanWhilePaying: 'A scan came in while you were paying. Go back to the sale to add it.',
  saving: 'Saving …',
  notSaved: ({code}: Code) =>
    `This sale could not be saved (${code}). Nothing was taken. Do not hand out goods; tell your manager.`,

  // Done
  doneTitle: 'Sold',
  doneChange: ({amount}: Amount) => `Give ${amount} change`,
  doneExact: 'No change',
  nextSale: 'Next sale',
  receiptOf: ({receipt}: Receipt) => `Receipt ${receipt}`,
  taxId: 'Tax id',
  taxOf: ({percent}: {readonly percent: string}) => `Tax ${percent} %`,

  // What stops a till
  elsewhereTitle: 'This till is open in another tab',
  elsewhere: 'Go on there, or close it and load this page again.',
  brokenTitle: 'This till stopped',
  broken:
    'What it had saved is safe. Load the page again; if that does not help, tell your manager the code.',
  unfitTitle: 'This browser cannot be a till here',
  unfit: 'Open the page by its https address, in a current browser that is not private.',
  reload: 'Load again',

  // Looks
  theme: 'Colours',
  themeLight: 'Light',
  themeDark: 'Dark',
  otherLanguage: '中文',
  digits: 'Digits',
  erase: 'Erase',

  ...EN_PAPER,
} as const;
