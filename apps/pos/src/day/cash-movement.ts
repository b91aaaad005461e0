import type {StoreSettings} from '@holdfast/catalogue';
import type {TransactionDraft, ZonedDateTime} from '@holdfast/domain';
import {headerOf} from '../sale/make-transaction.ts';

/** Cash that moves without a customer, in the order in which a day has it. */
export const CASH_MOVEMENTS = ['loan', 'paidIn', 'paidOut', 'safeDrop', 'pickup'] as const;
export type CashMovement = (typeof CASH_MOVEMENTS)[number];

/** Whether somebody has to say what it was for: float, drop and pickup say it themselves. */
export function needsReason(movement: CashMovement): boolean {
  return movement === 'paidIn' || movement === 'paidOut';
}

/** Who does something at a till that is no sale, and when. */
export interface Deed {
  readonly settings: StoreSettings;
  readonly operatorId: string;
  readonly at: ZonedDateTime;
  /** Empty where nobody has to say. */
  readonly reason: string;
  readonly training: boolean;
}

/** Cash that was put into the drawer or taken out of it, as a transaction. */
export function makeCashMovement(
  {movement, amountMinor}: {readonly movement: CashMovement; readonly amountMinor: number},
  deed: Deed,
): TransactionDraft {
  return {
    kind: 'TenderControlTransaction',
    controlType: movement,
    ...headerOfDeed(deed),
    currencyCode: deed.settings.currency,
    tenders: [{tenderType: 'cash', amountMinor}],
    ...reasonOf(deed),
  };
}

/** The drawer was opened, or a report was taken: nothing moved. */
export function makeControl(controlType: 'noSale' | 'xReport', deed: Deed): TransactionDraft {
  return {kind: 'ControlTransaction', controlType, ...headerOfDeed(deed), ...reasonOf(deed)};
}

/** The header of a transaction that begins and ends at once. */
function headerOfDeed({settings, operatorId, at, training}: Deed) {
  return headerOf({settings, operatorId, beganAt: at, endedAt: at, training});
}

function reasonOf({reason}: Deed): {readonly reason?: string} {
  const said = reason.trim();
  return said === '' ? {} : {reason: said};
}
