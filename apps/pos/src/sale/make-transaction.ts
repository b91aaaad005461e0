import type {StoreSettings} from '@holdfast/catalogue';
import {
  businessDayDateOf,
  type TransactionDraft,
  type ZonedDateTime,
  zonedDateTimeSchema,
} from '@holdfast/domain';
import {assert} from '@holdfast/std';
import type {OpenSale, TakenTender} from './open-sale.ts';
import {priceLines, unitPriceOf} from './price-lines.ts';
import {totalsOf} from './sale-totals.ts';
import {endingOf} from './settlement.ts';

export interface SaleEnd {
  readonly settings: StoreSettings;
  readonly operatorId: string;
  readonly endedAt: ZonedDateTime;
  /** Cash handed over at the end: at least what is still due. The rest is change. */
  readonly cashMinor: number;
}

type LineDraft = Extract<TransactionDraft, {kind: 'RetailTransaction'}>['lineItems'][number];

/**
 * The sale as the transaction that goes into the journal. Voided lines and tenders stay, marked;
 * every change of a price stands at its line, with its reason.
 */
export function makeTransaction(sale: OpenSale, end: SaleEnd): TransactionDraft {
  const {settings, operatorId, endedAt, cashMinor} = end;
  const {dueMinor, taxes, taxMinor} = totalsOf(sale, settings);
  const ending = endingOf(sale, {settings, moreCashMinor: cashMinor});
  assert(ending, 'a sale ends when it is paid');
  const items = priceLines(sale, settings).map(
    ({line, extendedMinor, modifiers}): LineDraft => ({
      kind: 'Sale',
      lineNumber: line.lineNumber,
      ...(line.voided ? {voidFlag: true} : {}),
      itemId: line.code,
      description: line.names.en,
      itemType: 'stock',
      quantity: line.quantity,
      ...(line.weighed ? {unitOfMeasure: 'KGM'} : {}),
      regularSalesUnitPrice: unitPriceOf(line.priceMinor, settings),
      extendedAmountMinor: extendedMinor,
      ...(modifiers.length > 0 ? {priceModifiers: modifiers} : {}),
      taxGroup: line.taxGroup,
    }),
  );
  const settled: LineDraft[] = taxes.map(({group, taxableMinor, taxMinor: taxAmountMinor}) => ({
    ...{kind: 'Tax', lineNumber: 1, taxGroup: group.id, percent: group.percent},
    ...{taxableAmountMinor: taxableMinor, taxAmountMinor, included: group.included},
  }));
  settled.push(...sale.tenders.map(tenderLine));
  const cash = {lineNumber: 1, tenderType: 'cash'} as const;
  if (cashMinor > 0) settled.push({kind: 'Tender', ...cash, amountMinor: cashMinor});
  const {changeMinor, roundingMinor} = ending;
  if (changeMinor > 0) settled.push({kind: 'TenderChange', ...cash, amountMinor: changeMinor});
  if (roundingMinor !== 0)
    settled.push({kind: 'Rounding', lineNumber: 1, amountMinor: roundingMinor});
  const last = sale.lines.at(-1)?.lineNumber ?? 0;
  return {
    kind: 'RetailTransaction',
    transactionType: 'sale',
    ...headerOf({settings, operatorId, beganAt: sale.beganAt, endedAt, training: sale.training}),
    currencyCode: settings.currency,
    lineItems: [...items, ...settled.map((line, at) => ({...line, lineNumber: last + 1 + at}))],
    total: {transactionGrandAmountMinor: dueMinor, transactionTaxAmountMinor: taxMinor},
    ...(sale.round === undefined ? {} : {suspendedSaleId: sale.saleId}),
  };
}

function tenderLine({tenderType, amountMinor, reference, voided}: TakenTender): LineDraft {
  return {
    ...{kind: 'Tender', lineNumber: 1, tenderType, amountMinor},
    ...(reference === undefined ? {} : {reference}),
    ...(voided ? {voidFlag: true} : {}),
  };
}

/** Who came to this till, or left it. */
export function makeSignOn(about: {
  readonly controlType: 'signOn' | 'signOff';
  readonly settings: StoreSettings;
  readonly operatorId: string;
  readonly at: ZonedDateTime;
}): TransactionDraft {
  const {controlType, settings, operatorId, at} = about;
  const header = headerOf({settings, operatorId, beganAt: at, endedAt: at});
  return {kind: 'ControlTransaction', controlType, ...header};
}

/** Who, when, and on which business day: the same in every transaction of a till. */
export function headerOf(about: {
  readonly settings: StoreSettings;
  readonly operatorId: string;
  readonly beganAt: string;
  readonly endedAt: ZonedDateTime;
  readonly training?: boolean;
}) {
  const {settings, operatorId, beganAt, endedAt, training = false} = about;
  const day = {at: endedAt, dayStartHour: settings.day_start_hour};
  return {
    businessDayDate: businessDayDateOf(day),
    beginDateTime: beganAt,
    endDateTime: endedAt,
    operatorId,
    ...(training ? {trainingModeFlag: true} : {}),
  };
}

/** A moment on this machine's wall clock, with its offset: `2026-03-14T09:26:53+08:00`. */
export function zonedDateTime(wallMs: number): ZonedDateTime {
  const minutes = -new Date(wallMs).getTimezoneOffset();
  const local = new Date(wallMs + minutes * 60_000).toISOString().slice(0, 19);
  const two = (number: number) => String(number).padStart(2, '0');
  const offset = Math.abs(minutes);
  const sign = minutes < 0 ? '-' : '+';
  return zonedDateTimeSchema.parse(
    `${local}${sign}${two(Math.floor(offset / 60))}:${two(offset % 60)}`,
  );
}
