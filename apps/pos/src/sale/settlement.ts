import {cashStepMinor, type StoreSettings, type Tender} from '@holdfast/catalogue';
import {findCardData, roundCash} from '@holdfast/domain';
import type {OpenSale, TakenTender} from './open-sale.ts';
import {totalsOf} from './sale-totals.ts';

/** What of a sale is paid, and what is left. */
export interface Settlement {
  readonly dueMinor: number;
  /** Left to pay with anything but cash; negative where more was taken than is due now. */
  readonly restMinor: number;
  /** Left to pay in cash, rounded to the smallest coin; 0 or less needs no more of it. */
  readonly cashRestMinor: number;
  /**
   * `over`: more was taken by card or voucher than is due, and change is given for cash only; a
   * tender must be taken back.
   */
  readonly state: 'open' | 'paid' | 'over';
}

/** How a sale ends: rounded only where cash settles it, change only out of cash. */
export interface Ending {
  readonly roundingMinor: number;
  readonly changeMinor: number;
}

export function liveTenders({tenders}: OpenSale): readonly TakenTender[] {
  return tenders.filter(({voided}) => !voided);
}

export function settlementOf(sale: OpenSale, settings: StoreSettings): Settlement {
  const {dueMinor, otherMinor, cashMinor, roundedMinor} = sumsOf(sale, settings);
  const restMinor = dueMinor - otherMinor - cashMinor;
  const cashRestMinor = roundedMinor - cashMinor;
  const settledInCash = cashMinor > 0 && cashRestMinor <= 0;
  const state = otherMinor > dueMinor ? 'over' : restMinor === 0 || settledInCash ? 'paid' : 'open';
  return {dueMinor, restMinor, cashRestMinor, state};
}

/** How it ends with so much more cash; `undefined` while that does not settle it. */
export function endingOf(
  sale: OpenSale,
  {settings, moreCashMinor}: {readonly settings: StoreSettings; readonly moreCashMinor: number},
): Ending | undefined {
  const {dueMinor, otherMinor, cashMinor, roundedMinor} = sumsOf(sale, settings);
  const cash = cashMinor + moreCashMinor;
  if (otherMinor > dueMinor || moreCashMinor < 0) return undefined;
  if (otherMinor + cash === dueMinor) return {roundingMinor: 0, changeMinor: 0};
  if (cash < roundedMinor) return undefined;
  return {roundingMinor: roundedMinor - (dueMinor - otherMinor), changeMinor: cash - roundedMinor};
}

/** Why a tender is not taken. */
export type TenderRefusal = 'amount' | 'reference' | 'cardNumber';

/**
 * Takes part of a sale by something else than the till's own cash drawer, or a part in cash. A
 * reference that looks like a card's number is refused: it is not to be written down anywhere.
 */
export function takeTender(
  sale: OpenSale,
  taken: {
    readonly tender: Pick<Tender, 'id' | 'tender_type' | 'reference'>;
    readonly amountMinor: number;
    readonly reference: string;
    readonly settings: StoreSettings;
  },
): {readonly sale: OpenSale} | {readonly refused: TenderRefusal} {
  const {tender, amountMinor, settings} = taken;
  const {id, tender_type: tenderType} = tender;
  const reference = taken.reference.trim();
  const {restMinor} = settlementOf(sale, settings);
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 1 || amountMinor > restMinor)
    return {refused: 'amount'};
  if (findCardData({kind: 'Tender', tenderType, reference}) !== undefined)
    return {refused: 'cardNumber'};
  if ((tender.reference === 'required' && reference === '') || reference.length > 64)
    return {refused: 'reference'};
  const one: TakenTender = {
    ...{number: sale.tenders.length + 1, id, tenderType, amountMinor, voided: false},
    ...(reference === '' || tender.reference === 'none' ? {} : {reference}),
  };
  return {sale: {...sale, tenders: [...sale.tenders, one]}};
}

/** Gives one back: it stays in the transaction, voided. */
export function voidTender(sale: OpenSale, number: number): OpenSale {
  const tenders = sale.tenders.map(tender =>
    tender.number === number ? {...tender, voided: true} : tender,
  );
  return {...sale, tenders};
}

function sumsOf(sale: OpenSale, settings: StoreSettings) {
  const {dueMinor} = totalsOf(sale, settings);
  const sum = (tenders: readonly TakenTender[]) =>
    tenders.reduce((total, {amountMinor}) => total + amountMinor, 0);
  const live = liveTenders(sale);
  const otherMinor = sum(live.filter(({tenderType}) => tenderType !== 'cash'));
  const cashMinor = sum(live.filter(({tenderType}) => tenderType === 'cash'));
  const exact = {amountMinor: dueMinor - otherMinor, stepMinor: cashStepMinor(settings)};
  return {dueMinor, otherMinor, cashMinor, roundedMinor: roundCash(exact).roundedMinor};
}
