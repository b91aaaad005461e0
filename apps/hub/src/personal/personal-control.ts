import {formatReceiptNumber} from '@holdfast/domain';
import type {Ledgers} from '@holdfast/ledger';
import {type Log, toBase64Url} from '@holdfast/std';
import type {ErasedEntry, JournalEntry} from '@holdfast/wire';
import type {ErasureBook} from './erasure-book.ts';
import {
  describePersonal,
  type ErasureReport,
  type PersonalEntry,
  readPersonal,
} from './personal-entry.ts';

/** Whose entries are meant: all of one customer, those of some receipts, or every one. */
export interface PersonalQuery {
  readonly customerId?: string | undefined;
  readonly receiptNumbers?: readonly string[] | undefined;
}

interface Asked {
  readonly reason: string;
  readonly erasedBy: string;
}

interface Parts {
  readonly ledgers: Pick<Ledgers, 'personalEntries'>;
  readonly book: Pick<ErasureBook, 'record' | 'finish' | 'erased' | 'pending'>;
  readonly log: Log;
}

/** What the hub's manager may see and do about customers' personal data. */
export class PersonalControl {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Transactions with personal data, oldest first, and those from which it was erased. What it says
   * only where `withData` asks for it, which the log notes.
   */
  async list(query: PersonalQuery, how: {readonly withData: boolean}) {
    const {book, log} = this.#parts;
    const found = new Map<string, PersonalEntry>();
    for await (const entry of this.#found(query)) {
      const described = describePersonal(entry);
      const data = how.withData ? {personal: readPersonal(entry)} : {};
      found.set(described.receiptNumber, {...described, state: 'kept', ...data});
    }
    if (how.withData) log.info('personal.shown', {entries: found.size});
    const gone = book.erased().map(({key}): PersonalEntry => {
      return {receiptNumber: formatReceiptNumber(key), key, state: 'erased'};
    });
    // Whose it was, nobody knows any more.
    const named = query.customerId === undefined ? gone.filter(isAskedFor(query)) : [];
    for (const entry of named) found.set(entry.receiptNumber, entry);
    return [...found.values()];
  }

  /**
   * Erases it: recorded in the hub's journal first, then off this disk; tills and head office
   * follow as they hear of it.
   */
  async erase(query: PersonalQuery, {reason, erasedBy}: Asked): Promise<ErasureReport> {
    const entries = new Map<string, ErasedEntry & {readonly receiptNumber: string}>();
    for await (const entry of this.#found(query)) {
      const {personalSha256} = entry.header;
      if (!personalSha256) continue;
      const {receiptNumber, key} = describePersonal(entry);
      const commitment = toBase64Url(personalSha256);
      entries.set(receiptNumber, {receiptNumber, key, personalSha256: commitment});
    }
    const {book} = this.#parts;
    const named = [...entries.values()];
    const erased = named.map(({key, personalSha256}) => ({key, personalSha256}));
    const done =
      erased.length === 0
        ? await book.finish()
        : await book.record({entries: erased, reason, erasedBy});
    const told = named.map(({receiptNumber, key}) => ({receiptNumber, key}));
    return {entries: told, pending: !done};
  }

  async *#found(query: PersonalQuery): AsyncGenerator<JournalEntry> {
    const isAsked = isAskedFor(query);
    for await (const {entry} of this.#parts.ledgers.personalEntries()) {
      const {customerId} = query;
      if (customerId !== undefined && readPersonal(entry.entry).customerId !== customerId) continue;
      if (isAsked(describePersonal(entry.entry))) yield entry.entry;
    }
  }
}

function isAskedFor({receiptNumbers}: PersonalQuery) {
  const asked = receiptNumbers && new Set(receiptNumbers);
  return ({receiptNumber}: Pick<PersonalEntry, 'receiptNumber'>) =>
    asked === undefined || asked.has(receiptNumber);
}
