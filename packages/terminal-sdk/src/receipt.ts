import {formatReceiptNumber, type TransactionKey} from '@holdfast/domain';
import {type JournalEntry, transactionKeyOf} from '@holdfast/wire';

/** The number on the paper, and the key it stands for. */
export interface Receipt {
  readonly key: TransactionKey;
  readonly receiptNumber: string;
}

export function receiptOf({header}: JournalEntry): Receipt {
  const key = transactionKeyOf(header);
  return {key, receiptNumber: formatReceiptNumber(key)};
}
