import {parseTransaction, type Transaction} from '@holdfast/domain';
import type {Messages} from '@holdfast/messages';
import type {SubmissionRecord} from '@holdfast/terminal-sdk';
import type {UnsentRow} from '@holdfast/ui';
import {custodyLabel, custodyLook} from './custody-look.ts';
import type {Looks} from './looks.tsx';
import {moneyText, sinceText} from './money-text.ts';

/** One transaction in the list of what is unsent: what, when, where, and what it waits for. */
export function unsentRow(
  {receiptNumber, journaledMs, custody, body}: SubmissionRecord,
  {say, language}: Pick<Looks, 'say' | 'language'>,
): UnsentRow {
  const look = custodyLook(custody);
  const read = parseTransaction(body);
  const transaction = read.ok ? read.value : undefined;
  const what = transaction ? kindOf(transaction, say) : say.kindOther;
  return {
    ...{receiptNumber, custody: look, custodyLabel: custodyLabel(look, say)},
    time: sinceText(journaledMs, {language, nowMs: Date.now()}),
    what: transaction?.trainingModeFlag ? say.kindTraining({what}) : what,
    amount: transaction ? amountOf(transaction, {say, language}) : '',
    reason: reasonOf(look, say),
  };
}

function kindOf(transaction: Transaction, say: Messages): string {
  switch (transaction.kind) {
    case 'RetailTransaction':
      return {sale: say.kindSale, return: say.menuReturn, void: say.voidSale}[
        transaction.transactionType
      ];
    case 'TenderControlTransaction':
      return say.menuCash;
    case 'ControlTransaction': {
      const {controlType} = transaction;
      if (controlType === 'noSale') return say.menuNoSale;
      if (controlType === 'xReport') return say.menuReport;
      return controlType === 'signOn' || controlType === 'signOff'
        ? say.kindControl
        : say.kindOther;
    }
  }
}

function amountOf(transaction: Transaction, {language}: Pick<Looks, 'say' | 'language'>): string {
  if (transaction.kind === 'ControlTransaction') return '';
  const {currencyCode} = transaction;
  const amountMinor =
    transaction.kind === 'RetailTransaction'
      ? transaction.total.transactionGrandAmountMinor
      : transaction.tenders.reduce((sum, tender) => sum + tender.amountMinor, 0);
  return moneyText(amountMinor, {language, currencyCode});
}

function reasonOf(look: UnsentRow['custody'], say: Messages): string {
  if (look === 'attention') return say.unsentSetAside;
  return look === 'journaled' ? say.unsentWaitsForHub : say.unsentWaitsForOffice;
}
