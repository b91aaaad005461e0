import {type Decimal, decimalFrom} from '@holdfast/domain';

export type DecimalSeparator = '.' | ',';

const GROUPS = {
  '.': /^\d{1,3}(?:[, '’\u00a0\u202f]\d{3})+$/,
  ',': /^\d{1,3}(?:[. '’\u00a0\u202f]\d{3})+$/,
};

/**
 * A number as shops write it: `1,234.50`, `1.234,50`, `£2.55`, `-3`, `(12.00)` for minus twelve.
 * `undefined` for what could be read two ways or not at all; exponents are not numbers of a shop.
 */
export function readNumber(text: string, decimalSeparator: DecimalSeparator): Decimal | undefined {
  const bare = text
    .trim()
    .replace('\u2212', '-')
    .replace(/^(-?)\s*\p{Sc}\s*|\s*\p{Sc}$/u, '$1');
  const inParentheses = /^\((.+)\)$/.exec(bare);
  const signed = inParentheses ? `-${inParentheses[1]}` : bare;
  const match = /^(-?)([\d.,'’ \u00a0\u202f]+)$/.exec(signed);
  if (!match) return undefined;
  const [, sign = '', digits = ''] = match;
  const parts = digits.split(decimalSeparator);
  const [whole = '', fraction = ''] = parts;
  if (parts.length > 2 || !/^\d*$/.test(fraction)) return undefined;
  const plain = GROUPS[decimalSeparator].test(whole) ? whole.replaceAll(/\D/g, '') : whole;
  if (!/^\d*$/.test(plain) || (plain === '' && fraction === '')) return undefined;
  return decimalFrom(`${sign}${plain || '0'}${fraction === '' ? '' : `.${fraction}`}`);
}

/** The shortest way to write a decimal: no zeros at the end, no point without decimals. */
export function shortest({units, scale}: Decimal): Decimal {
  let [rest, decimals] = [units, scale];
  while (decimals > 0 && rest % 10n === 0n) {
    rest /= 10n;
    decimals--;
  }
  return {units: rest, scale: decimals};
}
