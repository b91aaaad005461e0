import type {JournalEntry} from '../entry/journal-entry.ts';
import type {LedgerLine} from './ledger-line.ts';

/** A line of a ledger together with the entry that stands there. */
export interface LedgerEntry {
  readonly line: LedgerLine;
  readonly entry: JournalEntry;
}
