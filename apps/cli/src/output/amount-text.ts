import {currencyCodeSchema, formatAmount} from '@holdfast/domain';

/** `-39,323.46`: for people. An amount of a currency that nobody knows stays in minor units. */
export function amountText(amountMinor: number, currency: string): string {
  const code = currencyCodeSchema.safeParse(currency);
  if (!code.success) return String(amountMinor);
  const [whole = '', fraction] = formatAmount(amountMinor, code.data).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
