import {encodeTransaction} from '@holdfast/domain';
import {saleDraft} from '@holdfast/domain/testing';
import type {Bytes} from '@holdfast/std';

/** A small cash sale that proves its totals. */
export function testSale(
  sale: {
    readonly amountMinor?: number;
    readonly businessDayDate?: string;
    readonly trainingModeFlag?: boolean;
  } = {},
): Bytes {
  const {amountMinor = 250, businessDayDate = '2026-01-01', trainingModeFlag} = sale;
  return encodeTransaction({
    ...saleDraft([amountMinor]),
    businessDayDate,
    beginDateTime: `${businessDayDate}T09:00:00+01:00`,
    endDateTime: `${businessDayDate}T09:01:00+01:00`,
    ...(trainingModeFlag === undefined ? {} : {trainingModeFlag}),
  });
}
