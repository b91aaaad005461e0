export {ANCHOR_BYTES, type AnchorReading, readAnchor} from './anchor.ts';
export {openGroup} from './group.ts';
export {HubJournal} from './hub-journal.ts';
export {
  describeTransaction,
  type IndexedTransaction,
  type IndexRow,
  indexRowOf,
} from './index-row.ts';
export {KnownKeys} from './known-keys.ts';
export type {
  AppendOutcome,
  LaneTail,
  Ledger,
  LedgerEnd,
  LedgerReader,
  LedgerStretch,
  NewEntry,
  ReadLimits,
} from './ledger.ts';
export type {LedgerStats} from './ledger-stats.ts';
export type {Ledgers, LedgersStats} from './ledgers.ts';
export type {LedgerLimits} from './limits.ts';
export {type OpenLedgersParts, openLedgers} from './open-ledgers.ts';
export type {AnchorAgreement, LostTail, OpeningReport} from './opening-report.ts';
export type {
  AnchorFile,
  DamagedStretch,
  FolderLedger,
  IndexedEntry,
  JournalPlace,
  KeptStatement,
  KeyRing,
  LedgerFolder,
  LedgerIndex,
  LedgerStore,
  StoreContents,
  StoredGroup,
  StoreEffort,
  StoreWrite,
  Watermark,
} from './ports.ts';
export {
  type DayTotal,
  type FoundTransaction,
  SEARCH_LIMIT_MAX,
  type TransactionQuery,
} from './search.ts';
export {type LedgerVerdict, verifyLedger} from './verify-ledger.ts';
