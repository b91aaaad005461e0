import type {StoreSettings} from '@holdfast/catalogue';
import {formatAmount, type RetailTransaction} from '@holdfast/domain';
import {type Language, messagesIn} from '@holdfast/messages';
import type {PaperBlock, PaperDocument} from '@holdfast/wire';
import {moneyText} from './money-text.ts';
import {receiptLineBlocks} from './receipt-lines.ts';
import {taxTable} from './tax-table.ts';
import {tenderBlocks} from './tender-lines.ts';

/** On whose disk the transaction is at the moment of printing; `attention` is set aside there. */
export type PrintedCustody = 'journaled' | 'recorded' | 'held' | 'attention';

export interface ReceiptParts {
  readonly transaction: RetailTransaction;
  readonly receiptNumber: string;
  readonly settings: StoreSettings;
  readonly operatorName: string;
  readonly language: Language;
  readonly custody: PrintedCustody;
  /** It was printed before. */
  readonly copy: boolean;
  /** What an item is called in this language; the transaction says it in one. */
  readonly nameOf: (itemId: string) => string | undefined;
}

/**
 * The receipt of a transaction, line by line. Every figure is the transaction's own; where it is
 * kept is said as custody stood when it was made, and never more.
 */
export function receiptDocument(parts: ReceiptParts): PaperDocument {
  const {transaction, receiptNumber, settings, operatorName, language, custody} = parts;
  const {endDateTime, currencyCode, total, trainingModeFlag = false} = transaction;
  const say = messagesIn(language);
  const training: PaperBlock[] = trainingModeFlag ? [mark(say.paperTraining)] : [];
  const kept = {
    journaled: say.paperJournaled,
    recorded: say.paperRecorded,
    held: say.paperHeld,
    attention: say.paperAttention,
  };
  const [workstation = ''] = receiptNumber.split(/-[0-9A-Z]{3}-\d+$/);
  return {
    blocks: [
      ...headOf(settings, say.taxId),
      ...training,
      ...marksOf(parts),
      {kind: 'rule'},
      {kind: 'columns', left: receiptNumber, right: endDateTime.slice(0, 16).replace('T', ' ')},
      {
        kind: 'columns',
        left: say.paperServedBy({name: operatorName}),
        right: `${say.paperTill} ${workstation}`,
      },
      {kind: 'rule'},
      ...receiptLineBlocks(parts),
      {kind: 'rule'},
      {
        kind: 'columns',
        left: say.total,
        right: moneyText(total.transactionGrandAmountMinor, {language, currencyCode}),
        ...{bold: true, size: 'tall'},
      },
      ...tenderBlocks(transaction, language),
      ...taxTable(transaction, {language, amount: minor => formatAmount(minor, currencyCode)}),
      {kind: 'rule'},
      ...settings.receipt.footer.map(centred),
      {kind: 'qr', text: receiptNumber},
      centred(receiptNumber),
      centred(kept[custody]),
      ...training,
      {kind: 'cut'},
    ],
  };
}

function headOf({name, address, tax_id, receipt}: StoreSettings, taxId: string): PaperBlock[] {
  return [
    {kind: 'logo'},
    {kind: 'text', text: name, align: 'centre', bold: true, size: 'big'},
    ...address.map(centred),
    ...receipt.header.map(centred),
    ...(tax_id === '' ? [] : [centred(`${taxId} ${tax_id}`)]),
  ];
}

/** What nobody may overlook: that it is a copy, and that money went the other way. */
function marksOf({transaction, language, copy}: ReceiptParts): PaperBlock[] {
  const say = messagesIn(language);
  const {transactionType, voids} = transaction;
  const original = voids?.receiptNumber;
  return [
    ...(copy ? [mark(say.paperCopy)] : []),
    ...(transactionType === 'return' ? [mark(say.paperReturn)] : []),
    ...(transactionType === 'void' ? [mark(say.paperVoid)] : []),
    ...(original === undefined ? [] : [centred(say.paperVoidOf({receipt: original}))]),
  ];
}

const mark = (text: string): PaperBlock => ({kind: 'mark', text});
const centred = (text: string): PaperBlock => ({kind: 'text', text, align: 'centre'});
