import {currencyCodeSchema, currencyExponent} from '@holdfast/domain';
import type {Language} from '@holdfast/messages';
import {moneyText} from '@holdfast/paper/money-text';

/** An amount as people of this language write it. */
export function amountText(
  amountMinor: number | undefined,
  currency: string | undefined,
  language: Language,
): string {
  const currencyCode = currencyCodeSchema.safeParse(currency);
  if (amountMinor === undefined || !currencyCode.success) return '';
  return moneyText(amountMinor, {language, currencyCode: currencyCode.data});
}

/** `12.90` or `12,90` in minor units; `undefined` for what is no amount of this currency. */
export function parseAmount(text: string, currency: string): number | undefined {
  const currencyCode = currencyCodeSchema.safeParse(currency);
  const decimals = currencyCode.success ? currencyExponent(currencyCode.data) : 2;
  const [, sign = '', whole = '', part = ''] =
    /^(-?)(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim()) ?? [];
  if (whole === '' || part.length > decimals) return undefined;
  return Number(`${sign}${whole}${part.padEnd(decimals, '0')}`);
}
