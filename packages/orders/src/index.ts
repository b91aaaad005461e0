export {
  answered,
  lostAtHub,
  nextToTell,
  type Outbox,
  outboxSchema,
  type SuspendedRow,
  viewOf,
  withoutShown,
  withoutStuck,
} from './outbox.ts';
export {SuspendedBook} from './suspended-book.ts';
export {
  paidTwice,
  SUSPENDED_DOCUMENT,
  type SuspendedSale,
  suspendedSalesSchema,
} from './suspended-sale.ts';
