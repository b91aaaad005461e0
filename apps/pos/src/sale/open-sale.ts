import type {Item} from '@holdfast/catalogue';
import {quantitySchema} from '@holdfast/domain';
import * as z from 'zod';

/** One scanned line, with the item as it was then: a new price does not change an open sale. */
const openLineSchema = z
  .object({
    lineNumber: z.int().min(1),
    code: z.string(),
    names: z.object({en: z.string(), 'zh-CN': z.string().optional()}).readonly(),
    priceMinor: z.int().min(0),
    taxGroup: z.string(),
    weighed: z.boolean(),
    quantity: quantitySchema,
    /** Taken back: kept as evidence, counted nowhere. */
    voided: z.boolean(),
  })
  .readonly();
export type OpenLine = z.output<typeof openLineSchema>;

/** A sale that is not paid yet, as it is kept after every step. */
export const openSaleSchema = z
  .object({
    /** Also the submission's id: a till that dies while it pays sells this once. */
    saleId: z.string().min(1).max(64),
    beganAt: z.string(),
    lines: z.array(openLineSchema).readonly(),
  })
  .readonly();
export type OpenSale = z.output<typeof openSaleSchema>;

const QUANTITY_MAX = 9_999;

export function beginSale(sale: {readonly saleId: string; readonly beganAt: string}): OpenSale {
  return {...sale, lines: []};
}

/** Lines that count. */
export function liveLines({lines}: OpenSale): readonly OpenLine[] {
  return lines.filter(({voided}) => !voided);
}

/**
 * Adds an item. What is counted joins the last line of the same item at the same price; what is
 * weighed is a line of its own each time. A quantity that no till sells is refused: the same sale.
 */
export function addItem(sale: OpenSale, item: Item, quantityText = '1'): OpenSale {
  const quantity = parseQuantity(quantityText, item);
  if (quantity === undefined) return sale;
  const {code, names, priceMinor, taxGroup, weighed} = item;
  const last = sale.lines.at(-1);
  const joins =
    last && !last.voided && !weighed && last.code === code && last.priceMinor === priceMinor;
  if (joins) {
    const sum = String(Number(last.quantity) + Number(quantity));
    return setQuantity(sale, {lineNumber: last.lineNumber, quantityText: sum});
  }
  const lineNumber = (last?.lineNumber ?? 0) + 1;
  const line = {lineNumber, code, names, priceMinor, taxGroup, weighed, quantity, voided: false};
  return {...sale, lines: [...sale.lines, line]};
}

export function setQuantity(
  sale: OpenSale,
  {lineNumber, quantityText}: {readonly lineNumber: number; readonly quantityText: string},
): OpenSale {
  return change(sale, lineNumber, line => {
    const quantity = parseQuantity(quantityText, line);
    return quantity === undefined ? line : {...line, quantity};
  });
}

export function voidLine(sale: OpenSale, lineNumber: number): OpenSale {
  return change(sale, lineNumber, line => ({...line, voided: true}));
}

/**
 * A quantity as it was typed: whole numbers of what is counted, grams as three decimals of what is
 * weighed. `undefined` for one that cannot be sold.
 */
export function parseQuantity(
  text: string,
  {weighed}: {readonly weighed: boolean},
): OpenLine['quantity'] | undefined {
  const wanted = text
    .trim()
    .replace(',', '.')
    .replace(/^0+(?=\d)/, '');
  const form = weighed ? /^\d{1,4}(\.\d{1,3})?$/ : /^\d{1,4}$/;
  if (!form.test(wanted) || Number(wanted) > QUANTITY_MAX) return undefined;
  const quantity = quantitySchema.safeParse(wanted);
  return quantity.success ? quantity.data : undefined;
}

function change(
  sale: OpenSale,
  lineNumber: number,
  changed: (line: OpenLine) => OpenLine,
): OpenSale {
  const lines = sale.lines.map(line =>
    line.lineNumber === lineNumber && !line.voided ? changed(line) : line,
  );
  return {...sale, lines};
}
