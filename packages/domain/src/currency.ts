import * as z from 'zod';
import {mustBe} from './parse-value.ts';

/** ISO 4217 alphabetic code. The form is checked, not the list: currencies come and go. */
export const currencyCodeSchema = z
  .string(mustBe('text'))
  .regex(/^[A-Z]{3}$/, mustBe('three capital letters of ISO 4217'))
  .brand<'CurrencyCode'>();
export type CurrencyCode = z.output<typeof currencyCodeSchema>;

// ISO 4217 minor units, where they are not 2. MGA and MRU divide by five, but are written with two
// decimals.
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW'].map(code => [code, 0] as const),
  ...['PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map(
    code => [code, 0] as const,
  ),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map(code => [code, 3] as const),
  ...['CLF', 'UYW'].map(code => [code, 4] as const),
]);

/** How many decimals the minor unit stands for: 2 for EUR, 0 for JPY, 3 for KWD. */
export function currencyExponent(currencyCode: CurrencyCode): number {
  return EXPONENTS.get(currencyCode) ?? 2;
}
