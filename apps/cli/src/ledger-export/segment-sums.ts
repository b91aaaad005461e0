import {parseTransaction} from '@holdfast/domain';
import {isHubKind, type LedgerEntry} from '@holdfast/wire';
import type {ExportSums} from './export-index.ts';

/** Adds up what entries are worth; what is set aside is counted and in no sum. */
export class SegmentSums {
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
    const {currencyCode, total} = read.value;
    const before = this.#amountsMinor.get(currencyCode) ?? 0;
    this.#amountsMinor.set(currencyCode, before + total.transactionGrandAmountMinor);
  }

  get sums(): ExportSums {
    return {
      entries: this.#entries,
      transactions: this.#transactions,
      quarantined: this.#quarantined,
      amountsMinor: Object.fromEntries(this.#amountsMinor),
    };
  }
}
