/** Whether this is digits in one of the lengths of a GTIN (GS1 General Specifications §3.3). */
export function looksLikeGtin(code: string): boolean {
  return /^(\d{8}|\d{12,14})$/.test(code);
}

/** Whether the last digit of a GTIN is the check digit of the others (§7.9: weights 3 and 1). */
export function hasCheckDigit(gtin: string): boolean {
  const digits = [...gtin].reverse().map(Number);
  const sum = digits.reduce((total, digit, at) => total + digit * (at % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}
