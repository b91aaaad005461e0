import {parseTransaction, salesAmountMinor} from '@holdfast/domain';

/**
 * What look-ups and totals need of a transaction, taken from its body once, when it becomes held.
 */
export interface TransactionDescription {
  readonly businessDayDate: string;
  /** `sale`, `return`, `void`; `loan`, `pickup`…; `signOn`, `noSale`…: what its kind calls it. */
  readonly transactionType: string;
  readonly trainingMode: boolean;
  /** Customer business only. Zero while training. */
  readonly sales: SalesDescription | undefined;
}

export interface SalesDescription {
  readonly currencyCode: string;
  readonly salesAmountMinor: number;
  readonly taxAmountMinor: number;
}

/**
 * `undefined` for a body that this version cannot read: it is held like any other, and in no total.
 */
export function describeTransaction(body: Uint8Array): TransactionDescription | undefined {
  const result = parseTransaction(body);
  if (!result.ok) return undefined;
  const transaction = result.value;
  const trainingMode = transaction.trainingModeFlag ?? false;
  if (transaction.kind !== 'RetailTransaction') {
    const {businessDayDate, controlType} = transaction;
    return {businessDayDate, transactionType: controlType, trainingMode, sales: undefined};
  }
  return {
    businessDayDate: transaction.businessDayDate,
    transactionType: transaction.transactionType,
    trainingMode,
    sales: {
      currencyCode: transaction.currencyCode,
      salesAmountMinor: salesAmountMinor(transaction),
      taxAmountMinor: trainingMode ? 0 : transaction.total.transactionTaxAmountMinor,
    },
  };
}
