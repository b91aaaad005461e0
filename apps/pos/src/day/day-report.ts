import type {
  BusinessDayDate,
  CurrencyCode,
  LineItem,
  RetailTransaction,
  TenderType,
  Transaction,
} from '@holdfast/domain';
import {assert} from '@holdfast/std';

/** How many transactions, and what they come to. */
interface Sum {
  readonly count: number;
  readonly amountMinor: number;
}

/** One tax group's share of a day. */
interface TaxSum {
  readonly taxGroup: string;
  readonly percent: string;
  readonly included: boolean;
  readonly taxableMinor: number;
  readonly taxMinor: number;
}

/**
 * What a till's business day comes to so far (an X report). Returns and voids are negative, so that
 * everything adds up: sales + returns + voids = net = by operator = by hour = by tender - rounding.
 */
export interface DayReport {
  readonly businessDayDate: BusinessDayDate;
  readonly currencyCode: CurrencyCode;
  readonly net: Sum;
  readonly sales: Sum;
  readonly returns: Sum;
  readonly voids: Sum;
  /** How often the drawer was opened for nothing. */
  readonly noSales: number;
  /** What came in by each means of payment, less what went back. Largest first. */
  readonly tenders: readonly (Sum & {readonly tenderType: TenderType})[];
  /** What cash rounding added to what was paid. */
  readonly roundingMinor: number;
  readonly operators: readonly (Sum & {readonly operatorId: string})[];
  /** By the hour of the till's clock, `09`, in the order of the day. */
  readonly hours: readonly (Sum & {readonly hour: string})[];
  readonly taxes: readonly TaxSum[];
  readonly drawer: Drawer;
  /** Made while training: in nothing above. */
  readonly training: number;
}

/** What should lie in the drawer, and why. */
interface Drawer {
  readonly floatMinor: number;
  readonly salesMinor: number;
  readonly paidInMinor: number;
  readonly paidOutMinor: number;
  readonly safeDropMinor: number;
  readonly pickupMinor: number;
  readonly expectedMinor: number;
}

/** Adds up the transactions of one business day, in any order; other days' are passed over. */
export function dayReport(
  transactions: readonly Transaction[],
  day: {readonly businessDayDate: BusinessDayDate; readonly currencyCode: CurrencyCode},
): DayReport {
  const {businessDayDate, currencyCode} = day;
  const ofDay = transactions.filter(one => one.businessDayDate === businessDayDate);
  const real = ofDay.filter(one => one.trainingModeFlag !== true);
  const retail = real.flatMap(one =>
    one.kind === 'RetailTransaction' && one.currencyCode === currencyCode ? [one] : [],
  );
  const ofType = (type: RetailTransaction['transactionType']) =>
    sumOf(retail.filter(({transactionType}) => transactionType === type));
  const report: DayReport = {
    ...{businessDayDate, currencyCode},
    net: sumOf(retail),
    ...{sales: ofType('sale'), returns: ofType('return'), voids: ofType('void')},
    noSales: real.filter(one => one.kind === 'ControlTransaction' && one.controlType === 'noSale')
      .length,
    tenders: tendersOf(retail),
    roundingMinor: linesOf(retail).reduce(
      (sum, line) => sum + (line.kind === 'Rounding' ? line.amountMinor : 0),
      0,
    ),
    operators: grouped(retail, ({operatorId}) => operatorId)
      .map(([operatorId, some]) => ({operatorId, ...sumOf(some)}))
      .sort((a, b) => b.amountMinor - a.amountMinor),
    hours: grouped(inOrder(retail), ({endDateTime}) => endDateTime.slice(11, 13)).map(
      ([hour, some]) => ({hour, ...sumOf(some)}),
    ),
    taxes: taxesOf(retail),
    drawer: drawerOf(real, retail),
    training: ofDay.length - real.length,
  };
  const tendered = report.tenders.reduce((sum, {amountMinor}) => sum + amountMinor, 0);
  const due = report.net.amountMinor + report.roundingMinor;
  assert(tendered === due, 'what was paid comes to what was sold');
  return report;
}

function sumOf(some: readonly RetailTransaction[]): Sum {
  return {
    count: some.length,
    amountMinor: some.reduce((sum, {total}) => sum + total.transactionGrandAmountMinor, 0),
  };
}

function linesOf(retail: readonly RetailTransaction[]): readonly LineItem[] {
  return retail.flatMap(({lineItems}) => lineItems.filter(({voidFlag}) => voidFlag !== true));
}

function tendersOf(retail: readonly RetailTransaction[]): DayReport['tenders'] {
  const payments = linesOf(retail).flatMap(line =>
    line.kind === 'Tender' || line.kind === 'TenderChange' ? [line] : [],
  );
  return grouped(payments, ({tenderType}) => tenderType)
    .map(([tenderType, some]) => ({
      tenderType,
      count: some.filter(({kind}) => kind === 'Tender').length,
      amountMinor: some.reduce((sum, line) => sum + broughtMinor(line), 0),
    }))
    .sort((a, b) => b.amountMinor - a.amountMinor);
}

function broughtMinor({kind, amountMinor}: {kind: 'Tender' | 'TenderChange'; amountMinor: number}) {
  return kind === 'Tender' ? amountMinor : 0 - amountMinor;
}

function taxesOf(retail: readonly RetailTransaction[]): readonly TaxSum[] {
  const taxes = linesOf(retail).flatMap(line => (line.kind === 'Tax' ? [line] : []));
  const groups = grouped(taxes, tax => `${tax.taxGroup}\t${tax.percent}\t${tax.included}`);
  return groups.flatMap(([, some]) => {
    const [first] = some;
    if (!first) return [];
    const {taxGroup, percent, included} = first;
    const taxableMinor = some.reduce((sum, tax) => sum + tax.taxableAmountMinor, 0);
    const taxMinor = some.reduce((sum, tax) => sum + tax.taxAmountMinor, 0);
    return [{taxGroup, percent, included, taxableMinor, taxMinor}];
  });
}

function drawerOf(real: readonly Transaction[], retail: readonly RetailTransaction[]): Drawer {
  const moved = (type: string) =>
    real
      .flatMap(one =>
        one.kind === 'TenderControlTransaction' && one.controlType === type ? one.tenders : [],
      )
      .filter(({tenderType}) => tenderType === 'cash')
      .reduce((sum, {amountMinor}) => sum + amountMinor, 0);
  const salesMinor =
    tendersOf(retail).find(({tenderType}) => tenderType === 'cash')?.amountMinor ?? 0;
  const [floatMinor, paidInMinor] = [moved('loan'), moved('paidIn')];
  const [paidOutMinor, safeDropMinor] = [moved('paidOut'), moved('safeDrop')];
  const pickupMinor = moved('pickup');
  const inMinor = floatMinor + salesMinor + paidInMinor;
  const expectedMinor = inMinor - paidOutMinor - safeDropMinor - pickupMinor;
  return {
    ...{floatMinor, salesMinor, paidInMinor, paidOutMinor, safeDropMinor, pickupMinor},
    expectedMinor,
  };
}

function inOrder(retail: readonly RetailTransaction[]): readonly RetailTransaction[] {
  return [...retail].sort((a, b) => a.endDateTime.localeCompare(b.endDateTime));
}

/** In the order in which each key comes first. */
function grouped<T, Key>(all: readonly T[], keyOf: (one: T) => Key): readonly [Key, T[]][] {
  const groups = new Map<Key, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups];
}
