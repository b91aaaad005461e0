import {parseTransaction} from '@holdfast/domain';
import type {Language} from '@holdfast/messages';
import type {PaperDocument} from '@holdfast/wire';
import {custodyLook} from '../screens/custody-look.ts';
import {receiptOf} from '../screens/receipt.tsx';
import type {WebTill} from '../till/web-till.ts';

/** How a receipt was printed again. */
export type Reprint =
  /** It went to the printer of this till. */
  | {readonly kind: 'asked'}
  /** No printer is this till's now: show this, and call the browser's dialog. */
  | {readonly kind: 'dialog'; readonly document: PaperDocument}
  /** It is no receipt of this till, or not kept here any more. */
  | {readonly kind: 'unknown'};

/**
 * Prints a receipt of this till again by its number, marked as a copy; the journal says that it
 * did. Throws what the journal throws.
 */
export async function reprint(
  till: WebTill,
  asked: {readonly receiptNumber: string; readonly language: Language},
): Promise<Reprint> {
  const {language} = asked;
  const record = await till.record(asked.receiptNumber.trim());
  const parsed = record && parseTransaction(record.body);
  const {settings, operators, finder} = till.state.store;
  if (!record || !settings || !parsed?.ok || parsed.value.kind !== 'RetailTransaction') {
    return {kind: 'unknown'};
  }
  const {receiptNumber} = record;
  await till.paper.noteReprint(receiptNumber);
  const custody = custodyLook(record.custody);
  const source = {transaction: parsed.value, settings, operators, finder, custody};
  const document = receiptOf({...source, receiptNumber}, {language, copy: true});
  const printed = till.paper.print({title: receiptNumber, document, drawer: false});
  till.paper.noteAsked(receiptNumber);
  return printed ? {kind: 'asked'} : {kind: 'dialog', document};
}
