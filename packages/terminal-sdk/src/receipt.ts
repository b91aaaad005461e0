import {formatReceiptNumber, type TransactionKey} from '@holdfast/domain';
import {type JournalEntry, supersededBy, transactionKeyOf} from '@holdfast/wire';

/**
 * The number on the paper, and the key it stands for. Where the transaction was made again in a new
 * journal, the paper still has the first number.
 */
export interface Receipt {
  readonly key: TransactionKey;
  readonly receiptNumber: string;
}

export function receiptOf({header}: JournalEntry): Receipt {
  const key = transactionKeyOf(header);
  const printed = supersededBy(header).at(-1);
  return {key, receiptNumber: formatReceiptNumber({...key, ...printed})};
}
