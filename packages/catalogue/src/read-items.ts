import {type CurrencyCode, findCardData, mustBe, parseAmount, parseValue} from '@holdfast/domain';
import {detectDelimiter, readDelimited} from '@holdfast/importer';
import * as z from 'zod';
import {hasCheckDigit, looksLikeGtin} from './gtin.ts';
import {ITEMS_MAX, type Item, itemSchema} from './item.ts';

/** One cell of the file that is wrong, and why. */
export const itemProblemSchema = z
  .object({
    /** The line of the file, counted from 1; 1 is the heading. */
    line: z.number(),
    /** The column; empty for the row as a whole. */
    field: z.string(),
    reason: z.string(),
  })
  .readonly();
export type ItemProblem = z.output<typeof itemProblemSchema>;

export interface ItemsRead {
  readonly items: readonly Item[];
  readonly problems: readonly ItemProblem[];
}

const REQUIRED = ['code', 'name_en', 'price', 'tax_group'] as const;
const OPTIONAL = ['name_zh', 'category', 'category_zh', 'weighed'] as const;
type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

const YES_NO: Readonly<Record<string, boolean>> = {
  '': false,
  no: false,
  false: false,
  '0': false,
  否: false,
  yes: true,
  true: true,
  '1': true,
  是: true,
};

/**
 * Reads a file of items: a heading that names the columns (`code`, `name_en`, `name_zh`, `price`,
 * `tax_group`, `category`, `category_zh`, `weighed`, in any order; others are passed over), then a
 * row an item. Every wrong cell is named, not only the first; a row with one gives no item.
 */
export function readItems(
  text: string,
  store: {readonly currencyCode: CurrencyCode; readonly taxGroups: readonly string[]},
): ItemsRead {
  const rows = [...readDelimited(text, detectDelimiter(text))];
  const [heading, ...body] = rows;
  const problems: ItemProblem[] = [];
  const names = heading?.fields.map(name => name.trim().toLowerCase()) ?? [];
  for (const column of REQUIRED) {
    if (!names.includes(column)) problems.push({line: 1, field: column, reason: 'is missing'});
  }
  for (const column of [...REQUIRED, ...OPTIONAL]) {
    if (names.indexOf(column) !== names.lastIndexOf(column))
      problems.push({line: 1, field: column, reason: 'stands in the heading twice'});
  }
  if (body.length > ITEMS_MAX)
    problems.push({line: 1, field: '', reason: `has more than ${ITEMS_MAX} items`});
  if (problems.length > 0) return {items: [], problems};
  const items = new Map<string, {readonly item: Item; readonly line: number}>();
  for (const {lineNumber: line, fields, broken} of body) {
    if (broken !== undefined) {
      problems.push({line, field: '', reason: broken});
      continue;
    }
    const cell = (column: Column) => fields[names.indexOf(column)]?.trim() ?? '';
    const read = readItem(cell, store);
    const earlier = read.item && items.get(read.item.code);
    if (earlier) read.wrong.push(['code', `stands in line ${earlier.line} already`]);
    for (const [field, reason] of read.wrong) problems.push({line, field, reason});
    if (read.item && read.wrong.length === 0) items.set(read.item.code, {item: read.item, line});
  }
  if (items.size === 0 && problems.length === 0)
    problems.push({line: 1, field: '', reason: 'has no items'});
  return {items: [...items.values()].map(({item}) => item), problems};
}

function readItem(
  cell: (column: Column) => string,
  {currencyCode, taxGroups}: Parameters<typeof readItems>[1],
): {readonly item: Item | undefined; readonly wrong: [field: string, reason: string][]} {
  const wrong: [string, string][] = [];
  const code = cell('code');
  if (looksLikeGtin(code) && !hasCheckDigit(code))
    wrong.push(['code', 'is a GTIN whose check digit is wrong']);
  const price = parseAmount(cell('price'), currencyCode);
  if (!price.ok) wrong.push(['price', price.issue.reason]);
  else if (price.value < 0) wrong.push(['price', 'must not be negative']);
  const taxGroup = cell('tax_group');
  if (!taxGroups.includes(taxGroup))
    wrong.push(['tax_group', mustBe(`one of: ${taxGroups.join(', ')}`).error({input: taxGroup})]);
  const weighed = YES_NO[cell('weighed').toLowerCase()];
  if (weighed === undefined) wrong.push(['weighed', 'must be yes or no']);
  if (cell('name_en') === '') wrong.push(['name_en', 'is missing']);
  if (code === '') wrong.push(['code', 'is missing']);
  if (!price.ok || weighed === undefined || wrong.length > 0) return {item: undefined, wrong};
  const card = findCardData({
    itemId: code,
    name_en: cell('name_en'),
    name_zh: cell('name_zh'),
    category: cell('category'),
    category_zh: cell('category_zh'),
  });
  if (card !== undefined) {
    wrong.push([card === 'itemId' ? 'code' : card, 'looks like a card number']);
    return {item: undefined, wrong};
  }
  const item = parseValue(itemSchema, {
    code,
    names: namesOf(cell('name_en'), cell('name_zh')),
    priceMinor: price.value,
    taxGroup,
    weighed,
    ...(cell('category') === '' ? {} : {category: namesOf(cell('category'), cell('category_zh'))}),
  });
  if (item.ok) return {item: item.value, wrong};
  wrong.push([COLUMNS[item.issue.field] ?? item.issue.field, item.issue.reason]);
  return {item: undefined, wrong};
}

function namesOf(en: string, zh: string): Item['names'] {
  return zh === '' ? {en} : {en, 'zh-CN': zh};
}

/** A field of an item by the column that people know it by. */
const COLUMNS: Readonly<Record<string, Column>> = {
  'names.en': 'name_en',
  'names.zh-CN': 'name_zh',
  'category.en': 'category',
  'category.zh-CN': 'category_zh',
  priceMinor: 'price',
  taxGroup: 'tax_group',
};
