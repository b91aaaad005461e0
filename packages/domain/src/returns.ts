import {assert} from '@holdfast/std';
import type {CurrencyCode} from './currency.ts';
import {addDecimals, type Decimal, decimalFrom, formatDecimal, negateDecimal} from './decimal.ts';
import type {LineItem, SaleLine} from './line-item.ts';
import {allocate} from './money.ts';
import {extendedAmountMinor, type Quantity, quantitySchema} from './quantity.ts';
import {itemAmountMinor} from './totals.ts';
import type {RetailTransaction, Transaction} from './transaction.ts';
import type {TransactionLink} from './transaction-link.ts';

const ZERO: Decimal = {units: 0n, scale: 0};

/** What came back of one sale so far: how much of each item. */
export type ReturnedItems = ReadonlyMap<string, Decimal>;

/** A line of a sale, and how much of it has not come back as far as is known. */
export interface ReturnableLine {
  readonly line: SaleLine;
  readonly left: Quantity;
}

/** How much of which line comes back now. */
export interface ReturnPick {
  readonly lineNumber: number;
  readonly quantity: Quantity;
}

/** Whether a link points at this transaction: by its key, or by what its receipt says. */
export function pointsAt(
  link: TransactionLink | undefined,
  original: {readonly key: TransactionLink['key']; readonly receiptNumber: string},
): boolean {
  if (!link) return false;
  const {key, receiptNumber} = link;
  const sameKey =
    key !== undefined &&
    key.journalId === original.key?.journalId &&
    key.sequenceNumber === original.key.sequenceNumber;
  return sameKey || receiptNumber === original.receiptNumber;
}

/**
 * Adds up what these transactions took back of a sale: returned lines that name it, and voids of
 * it. Each transaction must stand there once. Training took nothing back.
 */
export function returnedItems(
  original: {readonly key: TransactionLink['key']; readonly receiptNumber: string},
  transactions: readonly Transaction[],
): ReturnedItems {
  const returned = new Map<string, Decimal>();
  for (const one of transactions) {
    if (one.kind !== 'RetailTransaction' || one.trainingModeFlag) continue;
    const ofAll = pointsAt(one.voids, original);
    for (const line of one.lineItems) {
      if (line.kind !== 'Return' || line.voidFlag) continue;
      if (!ofAll && !pointsAt(line.transactionLink, original)) continue;
      const before = returned.get(line.itemId) ?? ZERO;
      returned.set(line.itemId, addDecimals(before, exact(line.quantity)));
    }
  }
  return returned;
}

/** The lines of a sale of which something is left to return; earlier lines were returned first. */
export function returnableLines(
  original: Pick<RetailTransaction, 'lineItems'>,
  returned: ReturnedItems,
): readonly ReturnableLine[] {
  const gone = new Map(returned);
  return soldLines(original).flatMap(line => {
    const back = gone.get(line.itemId) ?? ZERO;
    const left = subtract(exact(line.quantity), back);
    gone.set(line.itemId, left.units < 0n ? negateDecimal(left) : ZERO);
    const quantity = quantitySchema.safeParse(plain(left));
    return left.units > 0n && quantity.success ? [{line, left: quantity.data}] : [];
  });
}

/** What a return comes to: its lines without the tender, and what the customer gets. */
export interface ReturnLines {
  readonly lineItems: readonly LineItem[];
  /** Positive: what is paid back, tax that was added on top with it. */
  readonly refundMinor: number;
  readonly taxMinor: number;
}

/**
 * The lines of a return: each at the price it was sold for, discounts taken off in proportion, and
 * the tax of its group at the rate of then. Whoever returns a sale piece by piece gets back what
 * was paid, to the minor unit and no more. `undefined` where more is picked than is left, or
 * nothing.
 */
export function makeReturnLines(
  original: RetailTransaction,
  asked: {
    readonly returned: ReturnedItems;
    readonly picks: readonly ReturnPick[];
    readonly transactionLink: TransactionLink;
    readonly reason: string;
  },
): ReturnLines | undefined {
  const {returned, picks, transactionLink, reason} = asked;
  const before = new Map(
    returnableLines(original, returned).map(({line, left}) => [line.lineNumber, exact(left)]),
  );
  const after = new Map(before);
  for (const {lineNumber, quantity} of picks) {
    const rest = subtract(after.get(lineNumber) ?? ZERO, exact(quantity));
    if (rest.units < 0n || exact(quantity).units <= 0n) return undefined;
    after.set(lineNumber, rest);
  }
  if (picks.length === 0) return undefined;
  const {currencyCode} = original;
  const nets = netsOf(original);
  const lines: LineItem[] = [];
  for (const line of soldLines(original)) {
    const [was, is] = [before, after].map(some => some.get(line.lineNumber) ?? ZERO);
    if (!was || !is || subtract(was, is).units === 0n) continue;
    const net = nets.get(line.lineNumber) ?? 0;
    const refund = share(net, {of: line, left: was}) - share(net, {of: line, left: is});
    const quantity = quantitySchema.parse(plain(subtract(was, is)));
    lines.push({
      ...returnLine(line, {quantity, refund, currencyCode}),
      lineNumber: lines.length + 1,
      transactionLink,
      ...(reason === '' ? {} : {reason}),
    });
  }
  const taxes = taxLines(original, {before, after, nets}).map(
    (tax, at): LineItem => ({...tax, lineNumber: lines.length + 1 + at}),
  );
  const all = [...lines, ...taxes];
  const sum = (share: (line: LineItem) => number) =>
    all.reduce((total, line) => total + share(line), 0);
  const taxMinor = sum(line => (line.kind === 'Tax' ? 0 - line.taxAmountMinor : 0));
  const refundMinor = sum(line => {
    if (line.kind === 'Return') return itemAmountMinor(line);
    return line.kind === 'Tax' && !line.included ? 0 - line.taxAmountMinor : 0;
  });
  return {lineItems: all, refundMinor, taxMinor};
}

function returnLine(
  line: SaleLine,
  how: {readonly quantity: Quantity; readonly refund: number; readonly currencyCode: CurrencyCode},
): Extract<LineItem, {kind: 'Return'}> {
  const {quantity, refund, currencyCode} = how;
  const {itemId, description, itemType, unitOfMeasure, regularSalesUnitPrice, taxGroup} = line;
  const extended = extendedAmountMinor({quantity, regularSalesUnitPrice}, currencyCode);
  assert(extended !== undefined, 'part of what was sold can be counted');
  const off = refund - extended;
  return {
    kind: 'Return',
    ...{lineNumber: line.lineNumber, itemId, itemType, quantity, regularSalesUnitPrice},
    extendedAmountMinor: extended,
    ...(description === undefined ? {} : {description}),
    ...(unitOfMeasure === undefined ? {} : {unitOfMeasure}),
    ...(taxGroup === undefined ? {} : {taxGroup}),
    ...(off === 0 ? {} : {priceModifiers: [{amountMinor: off}]}),
  };
}

/** What each line was paid with, its share of discounts on the whole taken off. */
function netsOf(original: RetailTransaction): ReadonlyMap<number, number> {
  const lines = soldLines(original);
  const nets = lines.map(itemAmountMinor);
  const off = original.lineItems.reduce(
    (sum, line) => sum + (line.kind === 'Discount' && !line.voidFlag ? line.amountMinor : 0),
    0,
  );
  const weighty = nets.some(net => net > 0);
  const shares =
    off === 0 || !weighty
      ? []
      : allocate(
          off,
          nets.map(net => Math.max(0, net)),
        );
  return new Map(lines.map((line, at) => [line.lineNumber, (nets[at] ?? 0) + (shares[at] ?? 0)]));
}

function taxLines(
  {lineItems}: RetailTransaction,
  how: {
    readonly before: ReadonlyMap<number, Decimal>;
    readonly after: ReadonlyMap<number, Decimal>;
    readonly nets: ReadonlyMap<number, number>;
  },
): readonly Extract<LineItem, {kind: 'Tax'}>[] {
  const sold = soldLines({lineItems});
  return lineItems.flatMap(tax => {
    if (tax.kind !== 'Tax' || tax.voidFlag) return [];
    const lines = sold.filter(({taxGroup}) => taxGroup === tax.taxGroup);
    const whole = lines.reduce((sum, {lineNumber}) => sum + (how.nets.get(lineNumber) ?? 0), 0);
    const leftOf = (some: ReadonlyMap<number, Decimal>) =>
      lines.reduce((sum, line) => {
        const net = how.nets.get(line.lineNumber) ?? 0;
        return sum + share(net, {of: line, left: some.get(line.lineNumber) ?? ZERO});
      }, 0);
    const [was, is] = [leftOf(how.before), leftOf(how.after)];
    if (was === is || whole === 0) return [];
    const part = (minor: number) =>
      proportion(minor, {times: was, of: whole}) - proportion(minor, {times: is, of: whole});
    return [
      {
        ...tax,
        taxableAmountMinor: 0 - part(tax.taxableAmountMinor),
        taxAmountMinor: 0 - part(tax.taxAmountMinor),
      },
    ];
  });
}

/** What so much of a line is worth. */
function share(
  netMinor: number,
  {of, left}: {readonly of: SaleLine; readonly left: Decimal},
): number {
  const whole = exact(of.quantity);
  const scale = Math.max(whole.scale, left.scale);
  const units = ({units: some, scale: own}: Decimal) => some * 10n ** BigInt(scale - own);
  return divide(BigInt(netMinor) * units(left), units(whole));
}

function proportion(
  minor: number,
  {times, of}: {readonly times: number; readonly of: number},
): number {
  return divide(BigInt(minor) * BigInt(times), BigInt(of));
}

/** Rounded once; a half goes away from zero. */
function divide(dividend: bigint, divisor: bigint): number {
  const negative = dividend < 0n !== divisor < 0n;
  const [top, bottom] = [dividend, divisor].map(one => (one < 0n ? -one : one));
  assert(top !== undefined && bottom !== undefined && bottom > 0n, 'a share is of something');
  const rounded = Number((2n * top + bottom) / (2n * bottom));
  return negative ? 0 - rounded : rounded;
}

function soldLines({lineItems}: Pick<RetailTransaction, 'lineItems'>): readonly SaleLine[] {
  return lineItems.flatMap(line => (line.kind === 'Sale' && !line.voidFlag ? [line] : []));
}

function subtract(left: Decimal, right: Decimal): Decimal {
  return addDecimals(left, negateDecimal(right));
}

/** Without needless zeros, as quantities are written. */
function plain(decimal: Decimal): string {
  const text = formatDecimal(decimal);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function exact(text: string): Decimal {
  const decimal = decimalFrom(text);
  assert(decimal, 'a quantity is decimal text');
  return decimal;
}
