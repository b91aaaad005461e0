export {IndexFeeder, type IndexSource} from './index-feeder.ts';
export {
  type IndexedDecision,
  type IndexedTransaction,
  type IndexRow,
  indexRowOf,
} from './index-row.ts';
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
export {LEDGER_LIMITS, type LedgerLimits} from './limits.ts';
export type {
  AnchorFile,
  DamagedStretch,
  IndexedEntry,
  JournalPlace,
  KeptStatement,
  LedgerIndex,
  LedgerStore,
  StoreContents,
  StoredGroup,
  StoreEffort,
  StoreWrite,
  Watermark,
} from './ports.ts';
export {type RecoveredLedger, recoverLedger} from './recover-ledger.ts';
export {
  type DayTotal,
  type FoundTransaction,
  SEARCH_LIMIT_MAX,
  type TransactionQuery,
} from './search.ts';
export {StoredLedger} from './stored-ledger.ts';
export {StoredLedgerReader} from './stored-ledger-reader.ts';
