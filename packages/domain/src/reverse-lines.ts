import {unreachable} from '@holdfast/std';
import type {LineItem} from './line-item.ts';

/**
 * The lines of a `void`: each takes back what it stood for, so the void totals to minus the
 * original and sums need no second look. Voided lines had no effect and are left out; line numbers
 * are kept.
 */
export function reverseLines(lineItems: readonly LineItem[]): LineItem[] {
  return lineItems.filter(line => !line.voidFlag).map(reverseLine);
}

function reverseLine(line: LineItem): LineItem {
  switch (line.kind) {
    case 'Sale':
      return {...line, kind: 'Return'};
    case 'Return': {
      const {reason: _reason, transactionLink: _link, ...item} = line;
      return {...item, kind: 'Sale'};
    }
    case 'Tax':
      return {
        ...line,
        taxableAmountMinor: 0 - line.taxableAmountMinor,
        taxAmountMinor: 0 - line.taxAmountMinor,
      };
    case 'Tender':
      return line.foreignAmount === undefined
        ? {...line, amountMinor: 0 - line.amountMinor}
        : {
            ...line,
            amountMinor: 0 - line.amountMinor,
            foreignAmount: {
              ...line.foreignAmount,
              amountMinor: 0 - line.foreignAmount.amountMinor,
            },
          };
    case 'Discount':
    case 'Deposit':
    case 'TenderChange':
    case 'Rounding':
      return {...line, amountMinor: 0 - line.amountMinor};
    default:
      return unreachable(line);
  }
}
