import {type Quantity, quantitySchema} from '@holdfast/domain';

const QUANTITY_MAX = 9_999;

/**
 * A quantity as it was typed: whole numbers of what is counted, grams as three decimals of what is
 * weighed. `undefined` for one that cannot be sold.
 */
export function parseQuantity(
  text: string,
  {weighed}: {readonly weighed: boolean},
): Quantity | undefined {
  const wanted = text
    .trim()
    .replace(',', '.')
    .replace(/^0+(?=\d)/, '');
  const form = weighed ? /^\d{1,4}(\.\d{1,3})?$/ : /^\d{1,4}$/;
  if (!form.test(wanted) || Number(wanted) > QUANTITY_MAX) return undefined;
  const quantity = quantitySchema.safeParse(wanted);
  return quantity.success ? quantity.data : undefined;
}
