interface NetworkRange {
  readonly network: string;
  /** Both bounds have the same number of digits: that of the prefix they bound. */
  readonly from: string;
  readonly to: string;
  readonly lengths: readonly number[];
}

const UP_TO_19 = [16, 17, 18, 19];

/**
 * Issuer number ranges (ISO/IEC 7812-1) with the lengths each network issues. Overlaps do no harm:
 * any hit is a hit.
 */
const RANGES: readonly NetworkRange[] = [
  {network: 'Visa', from: '4', to: '4', lengths: [13, 16, 19]},
  {network: 'Mastercard', from: '51', to: '55', lengths: [16]},
  {network: 'Mastercard', from: '2221', to: '2720', lengths: [16]},
  {network: 'American Express', from: '34', to: '34', lengths: [15]},
  {network: 'American Express', from: '37', to: '37', lengths: [15]},
  {network: 'Diners Club', from: '300', to: '305', lengths: [14, 16, 17, 18, 19]},
  {network: 'Diners Club', from: '3095', to: '3095', lengths: [14, 16, 17, 18, 19]},
  {network: 'Diners Club', from: '36', to: '36', lengths: [14, 15, 16, 17, 18, 19]},
  {network: 'Diners Club', from: '38', to: '39', lengths: [14, 16, 17, 18, 19]},
  {network: 'JCB', from: '3528', to: '3589', lengths: UP_TO_19},
  {network: 'Discover', from: '6011', to: '6011', lengths: UP_TO_19},
  {network: 'Discover', from: '644', to: '649', lengths: UP_TO_19},
  {network: 'Discover', from: '65', to: '65', lengths: UP_TO_19},
  {network: 'UnionPay', from: '62', to: '62', lengths: UP_TO_19},
  {network: 'UnionPay', from: '81', to: '81', lengths: UP_TO_19},
  {network: 'RuPay', from: '508', to: '508', lengths: [16]},
  {network: 'RuPay', from: '60', to: '60', lengths: [16]},
  {network: 'RuPay', from: '82', to: '82', lengths: [16]},
  {network: 'Maestro', from: '5018', to: '5018', lengths: [13, 14, 15, 16, 17, 18, 19]},
  {network: 'Maestro', from: '5020', to: '5020', lengths: [13, 14, 15, 16, 17, 18, 19]},
  {network: 'Maestro', from: '5038', to: '5038', lengths: [13, 14, 15, 16, 17, 18, 19]},
  {network: 'Maestro', from: '5893', to: '5893', lengths: [13, 14, 15, 16, 17, 18, 19]},
  {network: 'Maestro', from: '6304', to: '6304', lengths: [13, 14, 15, 16, 17, 18, 19]},
  {network: 'Maestro', from: '6759', to: '6763', lengths: [13, 14, 15, 16, 17, 18, 19]},
  {network: 'Mir', from: '2200', to: '2204', lengths: UP_TO_19},
  {network: 'Elo', from: '5067', to: '5067', lengths: [16]},
  {network: 'Elo', from: '509', to: '509', lengths: [16]},
  {network: 'Elo', from: '6362', to: '6363', lengths: [16]},
  {network: 'Verve', from: '5060', to: '5061', lengths: [16, 18, 19]},
  {network: 'Troy', from: '9792', to: '9792', lengths: [16]},
];

/**
 * Whether `digits` begin and are as long as a card of some network. Says nothing of the check
 * digit.
 */
export function isCardRange(digits: string): boolean {
  return RANGES.some(({from, to, lengths}) => {
    const prefix = digits.slice(0, from.length);
    return prefix >= from && prefix <= to && lengths.includes(digits.length);
  });
}

/** The check digit of ISO/IEC 7812-1 annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/**
 * Whether `digits` are a GTIN-8, -12, -13 or -14 with a true check digit (GS1 General
 * Specifications §7.9).
 */
export function isGtin(digits: string): boolean {
  if (!/^\d+$/.test(digits) || ![8, 12, 13, 14].includes(digits.length)) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const weight = (digits.length - at) % 2 === 0 ? 3 : 1;
    sum += Number(digits[at]) * weight;
  }
  return sum % 10 === 0;
}
