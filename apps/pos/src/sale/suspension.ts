import type {StoreSettings} from '@holdfast/catalogue';
import {operatorIdSchema} from '@holdfast/domain';
import type {SuspendedChange} from '@holdfast/wire';
import type {OpenSale} from './open-sale.ts';
import {totalsOf} from './sale-totals.ts';

/** An open sale as it is put aside: every line, voided ones too, and what a list says of it. */
export function suspension(
  sale: OpenSale,
  {operatorId, settings}: {readonly operatorId: string; readonly settings: StoreSettings},
): Extract<SuspendedChange, {readonly kind: 'suspend'}> {
  const {dueMinor, lines} = totalsOf(sale, settings);
  const round = (sale.round ?? 0) + 1;
  return {
    ...{
      kind: 'suspend',
      saleId: sale.saleId,
      round,
      operatorId: operatorIdSchema.parse(operatorId),
    },
    ...{lines: lines.length, amountMinor: dueMinor},
    text: JSON.stringify({...sale, round} satisfies OpenSale),
  };
}
