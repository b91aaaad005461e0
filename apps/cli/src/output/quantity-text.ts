/** `1,204`: digits in groups, as counts are easier to read. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `3 entries`, `1 entry`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `812 B`, `43.9 kB`, `2.1 GB`: decimal units, as mobile tariffs are sold. */
export function bytesText(bytes: number): string {
  let amount = bytes;
  let at = 0;
  while (amount >= 999.5 && at < UNITS.length - 1) {
    amount /= 1_000;
    at += 1;
  }
  return `${at === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[at]}`;
}
