import type {CurrencyCode} from '@holdfast/domain';
import {currencyExponent} from '@holdfast/domain';

/** Notes in major units that people hand over; nobody pays a coffee with more than the largest. */
const NOTES = [5, 10, 20, 50, 100] as const;
const OFFERS_MAX = 4;

/**
 * What a customer probably hands over for an amount: for each note, as many of it as are needed,
 * smallest sum first, without the exact amount.
 */
export function cashOffers(dueMinor: number, currencyCode: CurrencyCode): number[] {
  const major = 10 ** currencyExponent(currencyCode);
  const sums = NOTES.map(note => Math.ceil(dueMinor / (note * major)) * note * major);
  return [...new Set(sums)]
    .filter(sum => sum > dueMinor)
    .sort((a, b) => a - b)
    .slice(0, OFFERS_MAX);
}
