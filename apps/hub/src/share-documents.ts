import type {StoreBook} from '@holdfast/catalogue';
import type {Ingest} from '@holdfast/ingest';
import type {SuspendedBook} from '@holdfast/orders';
import type {Log} from '@holdfast/std';

/** Tells tills of every change of their documents, and IT of a held sale that was paid twice. */
export function shareDocuments(
  {storeBook, suspended}: {readonly storeBook: StoreBook; readonly suspended: SuspendedBook},
  {ingest, log}: {readonly ingest: Pick<Ingest, 'publishShared'>; readonly log: Log},
): void {
  storeBook.changes.subscribe(() => ingest.publishShared());
  suspended.changes.subscribe(() => ingest.publishShared());
  suspended.doublePayments.subscribe(({saleId, payments}) => {
    const receipts = payments.map(({receiptNumber}) => receiptNumber).join(' ');
    log.warn('suspended.paidTwice', {saleId, receipts});
  });
}
