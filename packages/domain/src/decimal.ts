import {assert} from '@holdfast/std';

/** An exact decimal number: `units` × 10^−`scale`. 2.50 is {units: 250n, scale: 2}. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

export const ZERO_DECIMAL: Decimal = {units: 0n, scale: 0};

const DECIMAL = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/;

/**
 * Reads `-12.50`. `undefined` for anything else: exponents, blanks, plus signs, grouping, over 30
 * digits a side.
 */
export function decimalFrom(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  return {units: BigInt(`${sign}${whole}${fraction}`), scale: fraction.length};
}

/** Writes what {@link decimalFrom} reads, with exactly `scale` decimals. */
export function formatDecimal({units, scale}: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`;
  return `${units < 0n ? '-' : ''}${whole}${fraction}`;
}

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale);
  return {units: unitsAt(left, scale) + unitsAt(right, scale), scale};
}

export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
  return {units: left.units * right.units, scale: left.scale + right.scale};
}

export function negateDecimal({units, scale}: Decimal): Decimal {
  return {units: -units, scale};
}

export function equalDecimals(left: Decimal, right: Decimal): boolean {
  const scale = Math.max(left.scale, right.scale);
  return unitsAt(left, scale) === unitsAt(right, scale);
}

/** To `scale` decimals; a half goes away from zero, as people round money. */
export function roundDecimal(decimal: Decimal, scale: number): Decimal {
  if (decimal.scale <= scale) return {units: unitsAt(decimal, scale), scale};
  const step = 10n ** BigInt(decimal.scale - scale);
  const half = decimal.units < 0n ? -step / 2n : step / 2n;
  return {units: (decimal.units + half) / step, scale};
}

function unitsAt({units, scale}: Decimal, wanted: number): bigint {
  assert(wanted >= scale, 'a finer scale loses no digit');
  return units * 10n ** BigInt(wanted - scale);
}
