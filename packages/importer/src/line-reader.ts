import {
  type Decimal,
  minorFromDecimal,
  multiplyDecimals,
  negateDecimal,
  ZERO_DECIMAL,
  type ZonedDateTime,
} from '@holdfast/domain';
import {assert} from '@holdfast/std';
import type {DelimitedRow} from './delimited-text.ts';
import type {Cell, Heading} from './heading.ts';
import type {ImportMap} from './import-map.ts';
import {dateTimeReader} from './local-date-time.ts';
import {readNumber, shortest} from './number-text.ts';
import type {LineAmount, ReadLine, ReportKind} from './source-line.ts';
import {TimeZone} from './time-zone.ts';
import {unitPriceOf} from './unit-price.ts';

const NO_AMOUNT: LineAmount = {exact: ZERO_DECIMAL, minor: 0};
const ONE: Decimal = {units: 1n, scale: 0};
const ITEM_ID_MAX = 64;
/**
 * No line of a shop comes to so much; a slipped column does, and would drown the sums of the rest.
 */
const LINE_MINOR_MAX = 10_000_000_000_000;
export const DESCRIPTION_MAX = 256;

interface Priced {
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly amount: LineAmount;
}

/**
 * Reads rows into lines, as a map says. Columns that are missing are a fault at once, before any
 * row is read.
 */
export class LineReader {
  readonly #map: ImportMap;
  readonly #width: number | undefined;
  readonly #invoice: Cell | undefined;
  readonly #moment: (fields: readonly string[], invoice: string) => ZonedDateTime | undefined;
  readonly #items: (fields: readonly string[]) => readonly {itemId: string; description: string}[];
  readonly #quantity: Cell | undefined;
  readonly #price: Cell | undefined;
  readonly #currency: Cell | undefined;

  constructor(map: ImportMap, heading: Heading) {
    const one = (column: string | undefined) =>
      column === undefined ? undefined : heading.cell([column], '');
    this.#map = map;
    this.#width = map.items.layout === 'row' ? heading.width : undefined;
    this.#invoice = map.invoice && heading.cell(map.invoice, '/');
    this.#moment = momentReader(map, heading);
    this.#items = itemsReader(map.items, heading);
    this.#quantity = one(map.items.layout === 'row' ? map.items.quantity : undefined);
    this.#price = one(map.price.kind === 'none' ? undefined : map.price.column);
    this.#currency = one(map.currencyColumn);
  }

  /** At least one line a row: a row that cannot be understood is a reported line. */
  read(row: DelimitedRow): readonly ReadLine[] {
    const {fields, lineNumber: rowNumber} = row;
    const report = (reportKind: ReportKind, reason: string, amount = NO_AMOUNT): ReadLine[] => [
      {kind: 'leftOut', leftOut: {rowNumber, reportKind, reason, amount}},
    ];
    const shape = row.broken ?? this.#widthIssue(fields);
    if (shape !== undefined) return report('unreadable', shape);
    const currency = this.#currency?.(fields) ?? this.#map.currencyCode;
    if (currency.toUpperCase() !== this.#map.currencyCode)
      return report('otherCurrency', `is in another currency than ${this.#map.currencyCode}`);
    const priced = this.#readPriced(fields);
    if (typeof priced === 'string') return report('unreadable', priced);
    const unreadable = (reason: string) => report('unreadable', reason, priced.amount);

    const invoice = this.#invoice?.(fields) ?? `${rowNumber}`;
    if (invoice === '' || invoice.length > ITEM_ID_MAX)
      return unreadable(invoice === '' ? 'names no invoice' : 'has too long an invoice number');
    const at = this.#moment(fields, invoice);
    if (!at) return unreadable('has no date and time of the form the map names');
    const items = this.#items(fields);
    if (items.length === 0) return unreadable('names no item');
    if (items.some(({itemId}) => itemId.length > ITEM_ID_MAX))
      return unreadable(`has an item code of more than ${ITEM_ID_MAX} characters`);
    return items.map(item => ({
      kind: 'line',
      line: {
        rowNumber,
        invoice,
        at,
        itemId: item.itemId,
        description: item.description.slice(0, DESCRIPTION_MAX),
        ...priced,
      },
    }));
  }

  /** Empty cells behind the last column are no more than a habit of spreadsheets. */
  #widthIssue(fields: readonly string[]): string | undefined {
    if (this.#width === undefined) return undefined;
    const extra = fields.slice(this.#width).some(field => field.trim() !== '');
    return fields.length < this.#width || extra
      ? `has ${fields.length} fields; the heading has ${this.#width}`
      : undefined;
  }

  /** The reason, where quantity or price cannot be read. */
  #readPriced(fields: readonly string[]): Priced | string {
    const {decimalSeparator, currencyCode, price} = this.#map;
    const counted = this.#quantity && readNumber(this.#quantity(fields), decimalSeparator);
    if (this.#quantity && !counted) return 'has a quantity that is no number';
    const stated = this.#price ? readNumber(this.#price(fields), decimalSeparator) : ZERO_DECIMAL;
    if (!stated) return 'has a price that is no number';
    // Without quantities, the sign of the price tells what comes back from what goes out.
    const isRefund = !counted && stated.units < 0n;
    const quantity = shortest(counted ?? (isRefund ? negateDecimal(ONE) : ONE));
    const figure = isRefund ? negateDecimal(stated) : stated;
    const whole = price.kind === 'line' && counted !== undefined;
    const exact = whole ? figure : multiplyDecimals(quantity, figure);
    const unitPrice = whole ? unitPriceOf(figure, quantity) : shortest(figure);
    const minor = minorFromDecimal(exact, currencyCode);
    if (minor === undefined || Math.abs(minor) > LINE_MINOR_MAX)
      return 'comes to more than any line of a shop';
    return {quantity, unitPrice, amount: {exact, minor}};
  }
}

function momentReader(
  {when, timezone}: ImportMap,
  heading: Heading,
): (fields: readonly string[], invoice: string) => ZonedDateTime | undefined {
  const zone = new TimeZone(timezone);
  if (when.kind === 'none') {
    const start = dateTimeReader('ISO')(when.startsAt);
    assert(start, 'a map starts at a time that exists');
    const places = new Map<string, number>();
    return (_fields, invoice) => {
      const place = places.get(invoice) ?? places.size;
      places.set(invoice, place);
      return zone.zonedAfter(start, place * when.everySeconds);
    };
  }
  const cell = heading.cell(when.columns, ' ');
  const read = dateTimeReader(when.format);
  return fields => {
    const local = read(cell(fields));
    return local && zone.zoned(local);
  };
}

function itemsReader(items: ImportMap['items'], heading: Heading) {
  const named = (texts: readonly string[]) =>
    texts
      .map(text => text.trim())
      .filter(text => text !== '')
      .map(itemId => ({itemId, description: ''}));
  switch (items.layout) {
    case 'row': {
      const item = heading.cell(items.item, '-');
      const description = items.description && heading.cell(items.description, ' ');
      return (fields: readonly string[]) => {
        const itemId = item(fields);
        return itemId === '' ? [] : [{itemId, description: description?.(fields) ?? ''}];
      };
    }
    case 'cell': {
      const cell = heading.cell([items.column], '');
      return (fields: readonly string[]) => named(cell(fields).split(items.separator));
    }
    case 'columns': {
      const from = heading.indexOf(items.from);
      return (fields: readonly string[]) => named(fields.slice(from));
    }
  }
}
