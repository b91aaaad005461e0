import {Fault} from '@holdfast/std';

/** `20` → 20, within its limits; otherwise the fault `config/invalid` that names the flag. */
export function wholeNumber(
  flag: string,
  {text, least, most}: {readonly text: string; readonly least: number; readonly most: number},
): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  const reason = `must be a whole number from ${least} to ${most}`;
  throw new Fault('config/invalid', {key: flag, reason, value: text});
}
