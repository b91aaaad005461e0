import type {Item} from '@holdfast/catalogue';
import {quantitySchema, tenderTypeSchema} from '@holdfast/domain';
import * as z from 'zod';
import {parseQuantity} from './parse-quantity.ts';

const reason = {
  reason: z.string(),
  /** Who else let it be, where the operator alone may not. */
  approverId: z.string().optional(),
};

/** Money off: so many percent, or so much. */
const discountSchema = z
  .object({
    off: z.union([z.object({percent: z.string()}), z.object({amountMinor: z.int().min(1)})]),
    ...reason,
  })
  .readonly();
export type Discount = z.output<typeof discountSchema>;

/** Another price for one. */
const priceChangeSchema = z.object({priceMinor: z.int().min(0), ...reason}).readonly();
export type PriceChange = z.output<typeof priceChangeSchema>;

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
    /** What its own label says that it costs: quantity × price is only near it. */
    labelMinor: z.int().min(0).optional(),
    priceChange: priceChangeSchema.optional(),
    discount: discountSchema.optional(),
  })
  .readonly();
export type OpenLine = z.output<typeof openLineSchema>;

/** What was taken for an open sale already. */
const takenTenderSchema = z
  .object({
    /** Counts the sale's tenders from 1. */
    number: z.int().min(1),
    /** A tender of the store's settings, or `cash`. */
    id: z.string(),
    tenderType: tenderTypeSchema,
    amountMinor: z.int().min(1),
    reference: z.string().optional(),
    /** Given back before the sale ended: kept as evidence. */
    voided: z.boolean(),
  })
  .readonly();
export type TakenTender = z.output<typeof takenTenderSchema>;

/** A sale that is not paid yet, as it is kept after every step. */
export const openSaleSchema = z
  .object({
    /** Also the submission's id: a till that dies while it pays sells this once. */
    saleId: z.string().min(1).max(64),
    beganAt: z.string(),
    /** Nothing of it is sold: it is marked so, and in no total. */
    training: z.boolean().default(false),
    lines: z.array(openLineSchema).readonly(),
    /** Off the sale as a whole. */
    discount: discountSchema.optional(),
    tenders: z.array(takenTenderSchema).default([]).readonly(),
    /** How often it was suspended so far, at whichever till. */
    round: z.int().min(1).optional(),
  })
  .readonly();
export type OpenSale = z.output<typeof openSaleSchema>;

export function beginSale(sale: {
  readonly saleId: string;
  readonly beganAt: string;
  readonly training?: boolean;
}): OpenSale {
  return {training: false, ...sale, lines: [], tenders: []};
}

/** Lines that count. */
export function liveLines({lines}: OpenSale): readonly OpenLine[] {
  return lines.filter(({voided}) => !voided);
}

/** What a label of the store's own says of the item that it is on. */
export type LabelledItem =
  | {readonly labelMinor: number; readonly quantity: OpenLine['quantity']}
  | undefined;

/**
 * Adds an item. What is counted joins the line of the same item at the same price, wherever in the
 * sale it stands; what is weighed, labelled or sold at another price is a line of its own. A
 * quantity that no till sells is refused: the same sale.
 */
export function addItem(
  sale: OpenSale,
  item: Item,
  {quantityText = '1', label}: {readonly quantityText?: string; readonly label?: LabelledItem} = {},
): OpenSale {
  const quantity = label?.quantity ?? parseQuantity(quantityText, item);
  if (quantity === undefined) return sale;
  const {code, names, priceMinor, taxGroup, weighed} = item;
  const same = liveLines(sale).find(line => joins(line, item));
  if (same && !label) {
    const sum = String(Number(same.quantity) + Number(quantity));
    const joined = setQuantity(sale, {lineNumber: same.lineNumber, quantityText: sum});
    if (parseQuantity(sum, item) !== undefined) return joined;
  }
  const lineNumber = (sale.lines.at(-1)?.lineNumber ?? 0) + 1;
  const line: OpenLine = {
    ...{lineNumber, code, names, taxGroup, weighed, quantity, voided: false},
    // What is labelled piece by piece costs what its label says; a weight keeps the price a kilo.
    priceMinor: label && !weighed ? label.labelMinor : priceMinor,
    ...(label ? {labelMinor: label.labelMinor} : {}),
  };
  return {...sale, lines: [...sale.lines, line]};
}

/** A label says how much there is of what it is on: that line keeps its quantity. */
export function setQuantity(
  sale: OpenSale,
  {lineNumber, quantityText}: {readonly lineNumber: number; readonly quantityText: string},
): OpenSale {
  return changeLine(sale, lineNumber, line => {
    const quantity = line.labelMinor === undefined ? parseQuantity(quantityText, line) : undefined;
    return quantity === undefined ? line : {...line, quantity};
  });
}

export function voidLine(sale: OpenSale, lineNumber: number): OpenSale {
  return changeLine(sale, lineNumber, line => ({...line, voided: true}));
}

/** The same sale with one live line changed. */
export function changeLine(
  sale: OpenSale,
  lineNumber: number,
  changed: (line: OpenLine) => OpenLine,
): OpenSale {
  const lines = sale.lines.map(line =>
    line.lineNumber === lineNumber && !line.voided ? changed(line) : line,
  );
  return {...sale, lines};
}

function joins(line: OpenLine, {code, priceMinor, weighed}: Item): boolean {
  const plain =
    line.labelMinor === undefined && line.priceChange === undefined && line.discount === undefined;
  return plain && !weighed && line.code === code && line.priceMinor === priceMinor;
}
