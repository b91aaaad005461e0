/** Digits and one point, as typed on any keyboard. */
export function cleanAmount(text: string): string {
  return text
    .replace(/,/g, '.')
    .replace(/[^\d.]/g, '')
    .slice(0, 12);
}
