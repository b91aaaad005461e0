import {type CurrencyCode, currencyExponent} from '@holdfast/domain';
import type {Language} from '@holdfast/messages';

/** `¥1,234.50`, as this language writes it, with the currency's own sign. */
export function moneyText(
  amountMinor: number,
  how: {readonly language: Language; readonly currencyCode: CurrencyCode},
): string {
  const {language, currencyCode: currency} = how;
  const decimals = currencyExponent(currency);
  const options = {style: 'currency', currency, currencyDisplay: 'narrowSymbol'} as const;
  const digits = {minimumFractionDigits: decimals, maximumFractionDigits: decimals};
  return new Intl.NumberFormat(language, {...options, ...digits}).format(
    amountMinor / 10 ** decimals,
  );
}
