import {
  currencyCodeSchema,
  mustBe,
  operatorIdSchema,
  parseValue,
  tenderTypeSchema,
} from '@holdfast/domain';
import {issue, type Parsed} from '@holdfast/std';
import * as z from 'zod';
import {DELIMITERS} from './delimited-text.ts';
import {dateTimeReader, formatIssueOf} from './local-date-time.ts';
import {isTimeZone} from './time-zone.ts';

/** A heading; without a heading line, a column's number counted from 1. */
const columnSchema = z.string(mustBe('the name of a column')).min(1);

/** One column, or several whose texts are joined. */
const columnsSchema = z.union(
  [columnSchema.transform(column => [column]), z.array(columnSchema).min(1)],
  mustBe('the name of a column, or a list of them'),
);

const itemsSchema = z.discriminatedUnion('layout', [
  /** One line of an invoice a row. Without a quantity column every row is one piece. */
  z.strictObject({
    layout: z.literal('row'),
    item: columnsSchema,
    description: columnsSchema.optional(),
    quantity: columnSchema.optional(),
  }),
  /** One basket a row, its items in one cell. */
  z.strictObject({
    layout: z.literal('cell'),
    column: columnSchema,
    separator: z.string(mustBe('text')).min(1).default(','),
  }),
  /** One basket a row, one item in each column from this one on; empty cells are no items. */
  z.strictObject({layout: z.literal('columns'), from: columnSchema}),
]);

const priceSchema = z.discriminatedUnion('kind', [
  /** The price of one. */
  z.strictObject({kind: z.literal('unit'), column: columnSchema}),
  /** The price of the whole line. */
  z.strictObject({kind: z.literal('line'), column: columnSchema}),
  /** The file has none: every sale comes to 0, and says so. */
  z.strictObject({kind: z.literal('none')}),
]);

const formatSchema = z
  .string(mustBe('a format such as DD/MM/YYYY HH:mm, or ISO'))
  .superRefine((format, context) => {
    const message = formatIssueOf(format);
    if (message !== undefined) context.addIssue({code: 'custom', message});
  });

const whenSchema = z.discriminatedUnion('kind', [
  /** One column, or a date and a time column that are joined with a blank. */
  z.strictObject({kind: z.literal('column'), columns: columnsSchema, format: formatSchema}),
  /** The file has none: the first basket is at `startsAt`, each next one `everySeconds` later. */
  z.strictObject({
    kind: z.literal('none'),
    startsAt: z
      .string(mustBe('a local time such as 2026-03-14T09:00:00'))
      .refine(text => dateTimeReader('ISO')(text) !== undefined, {
        error: 'must be a local time such as 2026-03-14T09:00:00',
      }),
    everySeconds: z.int(mustBe('a whole number')).min(1).max(86_400).default(60),
  }),
]);

/**
 * What an item code stands for, where it is not goods. `fee`, `accounting` and `test` are no
 * customer's business.
 */
const ITEM_MEANINGS = [
  'service',
  'giftCard',
  'deposit',
  'discount',
  'fee',
  'accounting',
  'test',
] as const;
export type ItemMeaning = (typeof ITEM_MEANINGS)[number];

const itemRuleSchema = z.strictObject({
  means: z.enum(ITEM_MEANINGS),
  /** Capitals and small letters are the same; a star at the end stands for anything. */
  codes: z.array(z.string(mustBe('text')).min(1)).min(1),
  /** Why, for whoever reads the rules. */
  note: z.string(mustBe('text')).optional(),
});

/**
 * How a shop's file is to be read. A map is data: two are built in, others come from a file that a
 * person wrote, so a field that is not known is refused rather than ignored.
 */
export const importMapSchema = z
  .strictObject({
    name: z.string(mustBe('text')).min(1),
    delimiter: z.enum(['auto', ...DELIMITERS]).default('auto'),
    /** Whether the first line names the columns. */
    header: z.boolean(mustBe('true or false')).default(true),
    decimalSeparator: z.enum(['.', ',']).default('.'),
    /** A row whose own currency column says another is reported, not converted. */
    currencyCode: currencyCodeSchema,
    timezone: z.string(mustBe('a time zone')).refine(isTimeZone, {
      error: 'must be a time zone such as Europe/London or +08:00',
    }),
    /** The hour at which a business day begins. */
    dayStartHour: z.int(mustBe('a whole number')).min(0).max(23).default(0),
    /** What rows of one invoice share; without it every row is an invoice of its own. */
    invoice: columnsSchema.optional(),
    when: whenSchema,
    items: itemsSchema,
    price: priceSchema,
    currencyColumn: columnSchema.optional(),
    /**
     * Named so that the import can say it leaves it out: who bought is no part of a transaction.
     */
    customerColumn: columnSchema.optional(),
    /** Invoice numbers that begin so take goods back. */
    returnPrefixes: z.array(z.string(mustBe('text')).min(1)).default([]),
    /** Invoice numbers that begin so correct the books, and are no customer's business. */
    accountingPrefixes: z.array(z.string(mustBe('text')).min(1)).default([]),
    itemRules: z.array(itemRuleSchema).default([]),
    tenderType: tenderTypeSchema.default('cash'),
    operatorId: operatorIdSchema.prefault('import'),
  })
  .readonly();
export type ImportMap = z.output<typeof importMapSchema>;

/** A map that a person wrote, or the first field of it that is wrong and why. */
export function parseImportMap(value: unknown): Parsed<ImportMap> {
  const map = parseValue(importMapSchema, value);
  if (map.ok && map.value.items.layout !== 'row' && map.value.price.kind !== 'none')
    return issue('price', 'must be of kind none where a row holds a whole basket');
  return map;
}
