import {parseTransaction, salesAmountMinor} from '@holdfast/domain';
import {type ExportSums, isHubKind, type LedgerEntry} from '@holdfast/wire';

/** Adds up what entries are worth; what is set aside is counted and in no sum. */
export class SumCounter {
  #entries = 0;
  #transactions = 0;
  #quarantined = 0;
  readonly #amountsMinor = new Map<string, number>();

  add({line, entry}: LedgerEntry): void {
    this.#entries += 1;
    const {header, body} = entry;
    if (isHubKind(header.kindCode)) return;
    this.#transactions += 1;
    if (line.disposition.kind === 'quarantined') {
      this.#quarantined += 1;
      return;
    }
    const read = body && parseTransaction(body);
    if (!read?.ok || read.value.kind !== 'RetailTransaction') return;
    const {currencyCode} = read.value;
    const before = this.#amountsMinor.get(currencyCode) ?? 0;
    this.#amountsMinor.set(currencyCode, before + salesAmountMinor(read.value));
  }

  get sums(): ExportSums {
    return {
      entries: this.#entries,
      transactions: this.#transactions,
      quarantined: this.#quarantined,
      amountsMinor: Object.fromEntries([...this.#amountsMinor].sort()),
    };
  }
}

export function sameSums(left: ExportSums, right: ExportSums): boolean {
  return sumsText(left) === sumsText(right);
}

function sumsText({entries, transactions, quarantined, amountsMinor}: ExportSums): string {
  const sorted = Object.entries(amountsMinor).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([entries, transactions, quarantined, sorted]);
}
