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
