export {ANCHOR_BYTES, type AnchorReading, readAnchor} from './anchor.ts';
export type {HeadOfficeWord} from './coverage.ts';
export {sumDayParts} from './day-parts.ts';
export {openGroup} from './group.ts';
export {HubJournal} from './hub-journal.ts';
export {
  describeTransaction,
  type IndexedTransaction,
  type IndexRow,
  indexRowOf,
  type TenderTaken,
} from './index-row.ts';
export type {EntryOfLedger} from './kept-entry.ts';
export {KnownKeys} from './known-keys.ts';
export type {RecordedTail} from './lane-table.ts';
export type {
  AppendOutcome,
  LaneTail,
  Ledger,
  LedgerEnd,
  LedgerReader,
  LedgerStretch,
  NewEntry,
  PrunedTo,
  ReadLimits,
} from './ledger.ts';
export type {LedgerStats} from './ledger-stats.ts';
export type {Ledgers, LedgersStats} from './ledgers.ts';
export type {LedgerLimits} from './limits.ts';
export {type MirroredStretch, type MirrorOutcome, MirrorShelf} from './mirror-shelf.ts';
export {type OpenLedgersParts, openLedgers} from './open-ledgers.ts';
export type {AnchorAgreement, LostTail, OpeningReport} from './opening-report.ts';
export type {PruneHold} from './plan-prune.ts';
export type {
  AnchorFile,
  DamagedStretch,
  FolderLedger,
  IndexedEntry,
  JournalPlace,
  KeptEntry,
  KeptStatement,
  KeyRing,
  LedgerFolder,
  LedgerIndex,
  LedgerStore,
  StoreContents,
  StoredGroup,
  StoreEffort,
  StorePrune,
  StoreWrite,
  Watermark,
} from './ports.ts';
export {type LedgerReading, readLedgers} from './read-ledgers.ts';
export {Retention, type RetentionState, type RetentionTerms} from './retention.ts';
export {RETENTION_LIMITS, type RetentionLimits} from './retention-limits.ts';
export {
  type DayPart,
  type DayTotal,
  type FoundTransaction,
  SEARCH_LIMIT_MAX,
  type TransactionQuery,
} from './search.ts';
export {type LedgerVerdict, verifyLedger} from './verify-ledger.ts';
