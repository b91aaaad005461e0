import {type Item, readLabel, type StoreSettings} from '@holdfast/catalogue';
import {quantitySchema} from '@holdfast/domain';
import type {LabelledItem} from './open-sale.ts';

/** What a scanned code of the store's own labels comes to. */
export type LabelScan =
  | {readonly kind: 'item'; readonly item: Item; readonly label: LabelledItem}
  | {readonly kind: 'weight'; readonly item: Item; readonly quantityText: string}
  | {readonly kind: 'unknownItem'; readonly code: string}
  | {readonly kind: 'wrongCheckDigit' | 'nothing' | 'notByWeight'};

/**
 * Finds the item that a label is on. A weighed item keeps its price a kilo: its weight is what the
 * label's price buys. `undefined` for a code that is no label.
 */
export function findLabelled(
  code: string,
  store: {
    readonly settings: Pick<StoreSettings, 'price_barcode'>;
    readonly byCode: (code: string) => Item | undefined;
  },
): LabelScan | undefined {
  const label = readLabel(code, store.settings.price_barcode);
  if (!label || label.kind === 'wrongCheckDigit' || label.kind === 'nothing') return label;
  const item = label.codes.map(store.byCode).find(found => found !== undefined);
  if (!item) return {kind: 'unknownItem', code: label.codes.at(-1) ?? code};
  if (label.kind === 'weight')
    return item.weighed
      ? {kind: 'weight', item, quantityText: label.quantity}
      : {kind: 'notByWeight'};
  const {priceMinor: labelMinor} = label;
  const grams = item.weighed ? Math.round((labelMinor * 1_000) / item.priceMinor) : 1_000;
  const text = item.weighed ? (grams / 1_000).toFixed(3) : '1';
  const quantity = quantitySchema.safeParse(text);
  return quantity.success
    ? {kind: 'item', item, label: {labelMinor, quantity: quantity.data}}
    : {kind: 'nothing'};
}
