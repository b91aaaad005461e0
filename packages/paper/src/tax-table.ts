import type {RetailTransaction} from '@holdfast/domain';
import {type Language, messagesIn} from '@holdfast/messages';
import type {PaperBlock} from '@holdfast/wire';

/** Each tax group's share: rate, without tax, tax, with it. Nothing where there is no tax line. */
export function taxTable(
  {lineItems}: RetailTransaction,
  how: {readonly language: Language; readonly amount: (minor: number) => string},
): PaperBlock[] {
  const {language, amount} = how;
  const say = messagesIn(language);
  const rows = lineItems.flatMap(line => {
    if (line.kind !== 'Tax' || line.voidFlag) return [];
    const {taxGroup, percent, taxableAmountMinor, taxAmountMinor} = line;
    const gross = taxableAmountMinor + taxAmountMinor;
    return [
      [`${taxGroup} ${percent} %`, ...[taxableAmountMinor, taxAmountMinor, gross].map(amount)],
    ];
  });
  if (rows.length === 0) return [];
  const head = [say.paperTax, say.paperNet, say.paperTaxAmount, say.paperGross];
  return [{kind: 'rule'}, {kind: 'table', rows: [head, ...rows]}];
}
