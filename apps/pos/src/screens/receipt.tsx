import type {Operator, StoreSettings} from '@holdfast/catalogue';
import type {RetailTransaction} from '@holdfast/domain';
import {logoOf, type PaperWidth, receiptDocument} from '@holdfast/paper';
import type {CustodyLook} from '@holdfast/ui';
import {type ItemFinder, nameIn} from '../catalogue/item-finder.ts';
import {PaperSheet} from '../paper/paper-sheet.tsx';
import {type Looks, useLooks} from './looks.tsx';

/** What a receipt is made of, besides the language it is read in. */
export interface ReceiptSource {
  readonly transaction: RetailTransaction;
  readonly receiptNumber: string;
  readonly settings: StoreSettings;
  readonly operators: readonly Operator[];
  /** Knows what items are called in this language; the transaction says it in one. */
  readonly finder: ItemFinder | undefined;
  readonly custody: CustodyLook;
}

/** The receipt of a transaction that is in the journal, as it is shown and printed. */
export function receiptOf(
  {transaction, receiptNumber, settings, operators, finder, custody}: ReceiptSource,
  {language, copy}: Pick<Looks, 'language'> & {readonly copy: boolean},
) {
  const {operatorId} = transaction;
  return receiptDocument({
    ...{transaction, receiptNumber, settings, language, custody, copy},
    operatorName: operators.find(one => one.operatorId === operatorId)?.name ?? operatorId,
    nameOf: itemId => {
      const item = language === 'en' ? undefined : finder?.byCode(itemId);
      return item && nameIn(item, language);
    },
  });
}

/** A receipt as the customer gets it, made from the transaction that is in the journal. */
export function Receipt(
  props: ReceiptSource & {readonly paper: PaperWidth; readonly copy: boolean},
) {
  const {receiptNumber, settings, paper, copy} = props;
  const {say, language} = useLooks();
  return (
    <PaperSheet
      document={receiptOf(props, {language, copy})}
      paper={paper}
      label={say.receiptOf({receipt: receiptNumber})}
      logo={logoOf(settings)}
    />
  );
}
