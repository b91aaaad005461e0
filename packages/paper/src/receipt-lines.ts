import {
  formatAmount,
  grandShareMinor,
  type LineItem,
  type RetailTransaction,
} from '@holdfast/domain';
import {type Language, messagesIn} from '@holdfast/messages';
import type {PaperBlock} from '@holdfast/wire';

interface NamedLines {
  readonly transaction: RetailTransaction;
  readonly language: Language;
  readonly nameOf: (itemId: string) => string | undefined;
}

/**
 * What was sold and what came back, discounts and deposits. What was voided before the sale ended
 * is in the journal and not on the paper.
 */
export function receiptLineBlocks({transaction, language, nameOf}: NamedLines): PaperBlock[] {
  const {lineItems, currencyCode} = transaction;
  const say = messagesIn(language);
  const amount = (minor: number) => formatAmount(minor, currencyCode);
  const named = (label: string, reason: string | undefined, percent: string | undefined) =>
    [label, reason, percent === undefined ? undefined : `${percent} %`].filter(Boolean).join(' ');
  return lineItems.filter(({voidFlag}) => !voidFlag).flatMap(blocksOf);

  function blocksOf(line: LineItem): PaperBlock[] {
    switch (line.kind) {
      case 'Sale':
      case 'Return': {
        const sign = line.kind === 'Return' ? -1 : 1;
        const name = nameOf(line.itemId) ?? line.description ?? line.itemId;
        const back = line.kind === 'Return' ? line.transactionLink?.receiptNumber : undefined;
        const unit = line.unitOfMeasure === 'KGM' ? ` ${say.kilogram}` : '';
        const called = line.kind === 'Return' ? `${say.paperReturn} ${name}` : name;
        const count = `  ${line.quantity}${unit} × ${line.regularSalesUnitPrice}`;
        const right = amount(sign * line.extendedAmountMinor);
        const one = line.quantity === '1' && unit === '';
        return [
          ...(one
            ? [{kind: 'columns', left: called, right} as const]
            : [
                {kind: 'text', text: called} as const,
                {kind: 'columns', left: count, right} as const,
              ]),
          ...(line.priceModifiers ?? []).map(
            ({amountMinor, reason, percent}): PaperBlock => ({
              kind: 'columns',
              left: `  ${named(say.paperDiscount, reason, percent)}`,
              right: amount(sign * amountMinor),
            }),
          ),
          ...(back === undefined
            ? []
            : [{kind: 'text', text: `  ${say.paperReturnOf({receipt: back})}`} as const]),
        ];
      }
      case 'Discount':
        return [besides(named(say.paperDiscount, line.reason, line.percent), line)];
      case 'Deposit':
        return [besides(named(say.paperDeposit, line.description, undefined), line)];
      case 'Tax':
        return line.included ? [] : [besides(say.taxOf({percent: line.percent}), line)];
      default:
        return [];
    }
  }

  function besides(left: string, line: LineItem): PaperBlock {
    return {kind: 'columns', left, right: amount(grandShareMinor(line))};
  }
}
