import {
  formatReceiptNumber,
  parseReceiptNumber,
  parseTransaction,
  pointsAt,
} from '@holdfast/domain';
import type {ReceiptFinder} from '@holdfast/ingest';
import type {FoundTransaction, Ledger, LedgerIndex, Ledgers} from '@holdfast/ledger';
import {toBase64Url} from '@holdfast/std';
import type {Roster} from '@holdfast/trust';
import {type LedgerEntry, type ReceiptAnswer, supersededBy, transactionKeyOf} from '@holdfast/wire';
import {findReceipt} from './find-receipt.ts';

type Recorded = ReceiptAnswer['found'][number];

/** Letters of bodies in one answer: with all else it fits in a frame of the LAN. */
const ANSWER_LETTERS_MAX = 2_000_000;
const FOUND_MAX = 4;
const RETURNS_MAX = 256;
/** Returns of the store since that day that are read through for those that name the receipt. */
const RETURNS_READ_MAX = 500;

/**
 * What tills ask before they take goods back: the transaction behind a receipt, and the returns and
 * voids of it that this hub has. `complete` is said only where every return since then was read.
 */
export function receiptFinder(parts: {
  readonly roster: Roster;
  readonly ledger: Pick<Ledger, 'find'>;
  readonly index: Pick<LedgerIndex, 'searchTransactions'>;
  /** Whether everything that is recorded can be searched. */
  readonly isIndexed: () => boolean;
}): ReceiptFinder {
  return async receiptNumber => {
    const printed = parseReceiptNumber(receiptNumber);
    if (!printed.ok) return {found: [], returns: [], complete: true};
    const entries = await findReceipt(parts, printed.value);
    let room = ANSWER_LETTERS_MAX;
    const take = (some: readonly Recorded[], countMax: number): Recorded[] =>
      some.slice(0, countMax).filter(({body}) => {
        room -= body.length;
        return room >= 0;
      });
    const all = entries.flatMap(({entry}) => recordedOf(entry));
    const found = take(all, FOUND_MAX);
    const [original] = found;
    const since = entries[0] && businessDayOf(entries[0].entry);
    if (!original || since === undefined) {
      return {found, returns: [], complete: found.length === all.length};
    }
    const complete = parts.isIndexed();
    const query = {returnsSince: since, limit: RETURNS_READ_MAX};
    const later = await parts.index.searchTransactions(query);
    const naming = await returnsOf(original, {ledger: parts.ledger, later});
    const returns = take(naming, RETURNS_MAX);
    const allRead = later.length < RETURNS_READ_MAX && returns.length === naming.length;
    return {found, returns, complete: complete && allRead && found.length === all.length};
  };
}

/** The same for the ledgers of a running hub. */
export function receiptsOf({
  roster,
  ledgers,
}: {
  readonly roster: Roster;
  readonly ledgers: Pick<Ledgers, 'current' | 'index' | 'stats'>;
}): ReceiptFinder {
  const {current: ledger, index} = ledgers;
  const isIndexed = () => ledgers.stats().indexedPosition === ledger.end().position;
  return receiptFinder({roster, ledger, index, isIndexed});
}

async function returnsOf(
  original: Recorded,
  from: {readonly ledger: Pick<Ledger, 'find'>; readonly later: readonly FoundTransaction[]},
): Promise<Recorded[]> {
  const returns: Recorded[] = [];
  for (const {key} of from.later) {
    const found = await from.ledger.find(key);
    if (!found?.entry.entry.body) continue;
    const read = parseTransaction(found.entry.entry.body);
    if (!read.ok || read.value.kind !== 'RetailTransaction') continue;
    const {voids, lineItems} = read.value;
    const named =
      pointsAt(voids, original) ||
      lineItems.some(line => line.kind === 'Return' && pointsAt(line.transactionLink, original));
    if (named) returns.push(...recordedOf(found.entry));
  }
  return returns;
}

function recordedOf({entry}: LedgerEntry): Recorded[] {
  const {header, body} = entry;
  if (!body) return [];
  const key = transactionKeyOf(header);
  const receiptNumber = formatReceiptNumber({...key, ...supersededBy(header).at(-1)});
  return [{key, receiptNumber, body: toBase64Url(body)}];
}

function businessDayOf({entry}: LedgerEntry): string | undefined {
  const read = entry.body && parseTransaction(entry.body);
  return read?.ok ? read.value.businessDayDate : undefined;
}
